import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { makeRoutes } from "./fake-routes.ts";
import { type Call, makeWorld, sendProblem, type World } from "./fake-world.ts";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/** The policy that the product serves the dashboard with. */
const POLICY =
  "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'; img-src 'self' data:; connect-src 'self' ws: wss:; script-src 'self'; style-src 'self'";

export interface FakeApi {
  url: string;
  world: World;
  close: () => Promise<void>;
}

/** The built dashboard and a scripted API behind one origin, as the Worker serves them. */
export async function startFakeApi(assetsDir: string): Promise<FakeApi> {
  const world = makeWorld();
  const routes = makeRoutes(world);
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://fake");
    const method = request.method ?? "GET";
    if (url.pathname.startsWith("/app")) return sendAsset(assetsDir, url.pathname, response);
    const name = `${method} ${url.pathname}`;
    world.calls.push(name);
    await Promise.all(world.holds.filter((hold) => hold.call.test(name)).map((hold) => hold.until));
    const fault = world.faults.find((scripted) => scripted.times > 0 && scripted.call.test(name));
    if (fault) {
      fault.times -= 1;
      return sendProblem(response, fault.code);
    }
    const isUpload = url.pathname.startsWith("/storage/");
    const body = isUpload ? {} : await readJson(request);
    const call: Call = { method, path: url.pathname, query: url.searchParams, body, request, response };
    for (const route of routes) {
      const match = route.method === method ? route.path.exec(url.pathname) : null;
      if (match) return void (await route.run(call, match[1] ?? ""));
    }
    sendProblem(response, "not_found");
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    // By name, for a browser keeps passkeys for names only.
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    world,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function sendAsset(assetsDir: string, pathname: string, response: ServerResponse): void {
  const isFile = extname(pathname) !== "";
  const file = join(assetsDir, isFile ? pathname.slice("/app".length) : "index.html");
  response.writeHead(200, {
    "content-type": TYPES[extname(file)] ?? "application/octet-stream",
    "content-security-policy": POLICY,
  });
  response.end(readFileSync(file));
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}
