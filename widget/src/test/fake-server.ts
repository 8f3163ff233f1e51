/** The server's side of the embed, and a host page on another origin. */
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { PING, PONG, PROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from "@netvexa/contract/frames/wire";
import { WebSocketServer } from "ws";
import type { Config } from "../config.ts";
import { createFakeRoom, type FakeRoom, type Peer } from "./fake-room.ts";

export const AGENT_ID = "agt_00000000000000000000000000";

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "content-type",
  "cross-origin-resource-policy": "cross-origin",
};

export interface HostPage {
  head?: string;
  body?: string;
  lang?: string;
  dir?: string;
  csp?: string;
  /** Attributes for the script tag. */
  attributes?: string;
}

export interface FakeServer {
  readonly url: string;
  /** Serves the page from now on and gives its address. */
  hostPage(page?: HostPage): string;
  config: Config;
  /** Status with which sessions are refused, 0 for none. */
  refuseWith: number;
  readonly sessions: { token?: string; fresh?: boolean }[];
  /** The room of the last conversation. */
  room(): FakeRoom;
  /** Sockets are cut at once while false. */
  isUp: boolean;
  close(): Promise<void>;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const part of request) body += part;
  return body;
}

function reply(response: ServerResponse, status: number, body: unknown, type = "application/json"): void {
  response
    .writeHead(status, { ...CORS, "content-type": type })
    .end(type === "application/json" ? JSON.stringify(body) : body);
}

function attachRooms(server: Server, state: { isUp: boolean }, rooms: Map<string, FakeRoom>): WebSocketServer {
  const sockets = new WebSocketServer({ server, handleProtocols: () => PROTOCOL });
  sockets.on("connection", (socket, request) => {
    const offered = (request.headers["sec-websocket-protocol"] ?? "").split(/,\s*/);
    const token = offered
      .find((name) => name.startsWith(TOKEN_SUBPROTOCOL_PREFIX))
      ?.slice(TOKEN_SUBPROTOCOL_PREFIX.length);
    const room = rooms.get(token?.split(".")[0] ?? "");
    if (!room || !state.isUp) return socket.terminate();
    const peer: Peer = { send: (frame) => socket.send(JSON.stringify(frame)), drop: () => socket.terminate() };
    socket.on("message", (data) => {
      const text = String(data);
      if (text === PING) return socket.send(PONG);
      const frame = JSON.parse(text);
      room.take(peer, frame);
      if (frame.type === "hello") room.join(peer, frame.after);
    });
    socket.on("close", () => room.leave(peer));
  });
  return sockets;
}

export async function startFakeServer(assetsDir: string): Promise<FakeServer> {
  const rooms = new Map<string, FakeRoom>();
  const sessions: FakeServer["sessions"] = [];
  let page: HostPage = {};

  function giveSession(input: { token?: string; fresh?: boolean }): object {
    const old = input.token?.split(".")[0] ?? "";
    const id = !input.fresh && rooms.has(old) ? old : `cnv_${rooms.size}`;
    if (!rooms.has(id)) rooms.set(id, createFakeRoom(id));
    sessions.push(input);
    const expiresAt = new Date(Date.now() + 900_000).toISOString();
    return {
      token: `${id}.${sessions.length}`,
      expiresAt,
      conversationId: id,
      socketUrl: `${url.replace("http", "ws")}/v1/chat`,
    };
  }

  const api = createServer(async (request, response) => {
    const path = new URL(request.url ?? "/", url).pathname;
    if (request.method === "OPTIONS") return reply(response, 204, undefined);
    if (path === `/v1/widget/${AGENT_ID}/config`) return reply(response, 200, fake.config);
    if (path === `/v1/widget/${AGENT_ID}/sessions`) {
      const input = JSON.parse(await readBody(request));
      if (fake.refuseWith)
        return reply(response, fake.refuseWith, { code: "origin_not_allowed", status: fake.refuseWith });
      return reply(response, 201, giveSession(input));
    }
    const file = await readFile(join(assetsDir, path)).catch(() => undefined);
    return file ? reply(response, 200, file, "text/javascript") : reply(response, 404, {});
  });
  const url = await listen(api);

  const site = createServer((request, response) => {
    if (request.url === "/favicon.ico") return response.writeHead(204).end();
    const { head = "", body = "", lang = "en", dir = "ltr", csp, attributes = "" } = page;
    const headers = { "content-type": "text/html; charset=utf-8", ...(csp ? { "content-security-policy": csp } : {}) };
    const tag = `<script src="${url}/widget.js" data-agent="${AGENT_ID}" ${attributes} async></script>`;
    response.writeHead(200, headers);
    response.end(
      `<!doctype html><html lang="${lang}" dir="${dir}"><head><meta name="viewport" content="width=device-width"><title>Shop</title>${head}</head><body><main><h1>Shop</h1>${body}</main>${tag}</body></html>`,
    );
  });
  const siteUrl = await listen(site);

  const fake: FakeServer = {
    url,
    hostPage(next = {}) {
      page = next;
      return `${siteUrl}/`;
    },
    config: { name: "Ada" },
    refuseWith: 0,
    sessions,
    room() {
      const room = [...rooms.values()].at(-1);
      if (!room) throw new Error("no conversation yet");
      return room;
    },
    isUp: true,
    async close() {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      for (const server of [api, site]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
  const sockets = attachRooms(api, fake, rooms);
  return fake;
}
