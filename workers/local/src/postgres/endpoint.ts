import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { WebSocketServer } from "ws";
import type { Backend } from "./backend.ts";
import { DatabaseFailure } from "./database-failure.ts";
import { readSqlRequest, shapeResult } from "./sql-request.ts";

const HOST = "127.0.0.1";

export interface Endpoint {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Speaks to Neon's driver as Neon does: `POST /sql`, and the wire protocol over a WebSocket at `/v2`. Loopback only. */
export async function startEndpoint({ backend, port }: { backend: Backend; port: number }): Promise<Endpoint> {
  const sockets = new WebSocketServer({ noServer: true });
  const server = createServer((request, response) => {
    answer(request, response, backend).catch((error: unknown) => send(response, 500, { message: String(error) }));
  });
  server.on("upgrade", (request, socket, head) => {
    if (request.url !== "/v2" || isFromWebPage(request)) return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (webSocket) => backend.serve(webSocket));
  });
  server.listen(port, HOST);
  await once(server, "listening");

  async function close(): Promise<void> {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
    server.closeAllConnections();
    await once(server, "close");
    await backend.close();
  }

  return { host: HOST, port: (server.address() as AddressInfo).port, close };
}

/** A browser names the origin of a page that reaches out; the driver on a server never does. */
function isFromWebPage(request: IncomingMessage): boolean {
  return request.headers.origin !== undefined;
}

async function answer(request: IncomingMessage, response: ServerResponse, backend: Backend): Promise<void> {
  if (request.url !== "/sql" || request.method !== "POST") return send(response, 404, { message: "not found" });
  if (isFromWebPage(request)) return send(response, 403, { message: "not for web pages" });
  try {
    const sql = readSqlRequest(request.headers, await json(request));
    const shaped = (await backend.run(sql.batch)).map((result) => shapeResult(result, sql));
    send(response, 200, sql.isTransaction ? { results: shaped } : shaped[0]);
  } catch (error) {
    if (error instanceof DatabaseFailure) return send(response, 400, { message: error.message, ...error.fields });
    if (error instanceof TypeError || error instanceof SyntaxError) {
      return send(response, 400, { message: error.message, severity: "ERROR", code: "08P01" });
    }
    throw error;
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
