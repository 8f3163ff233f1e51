/** The server's side of the embed, and a host page on another origin. */
import { createHash } from "node:crypto";
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

interface SessionBody {
  token?: string;
  fresh?: boolean;
  identity?: { token?: string; userId?: string };
  work?: { challenge: string; nonce: string };
}

export interface FakeServer {
  readonly url: string;
  /** Serves the page from now on and gives its address. */
  hostPage(page?: HostPage): string;
  config: Config;
  /** Status with which sessions are refused, 0 for none. */
  refuseWith: number;
  readonly sessions: SessionBody[];
  /** Tokens whose sessions were ended. */
  readonly ended: string[];
  /** Tokens whose visitors had everything deleted, and the status with which that and a copy are refused, 0 for none. */
  readonly erased: string[];
  refuseOwnDataWith: number;
  /** Called before a deletion is answered. */
  beforeErasing: () => Promise<void>;
  /** Bits that a new session costs, 0 for none; and how often it was paid. */
  workBits: number;
  paid: number;
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

function isPaid({ work }: SessionBody, bits: number): boolean {
  if (work === undefined) return false;
  const digest = createHash("sha256").update(`${work.challenge}.${work.nonce}`).digest();
  return digest.readUInt32BE(0) >>> (32 - bits) === 0;
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
    const peer: Peer = {
      send: (frame) => socket.send(JSON.stringify(frame)),
      drop: () => socket.terminate(),
      close: (code) => socket.close(code),
    };
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
  const visitors = new Map<string, string>();
  let page: HostPage = {};

  /** A conversation is its visitor's; whoever comes as somebody else gets another. */
  function giveSession(input: SessionBody): object {
    const old = input.token?.split(".")[0] ?? "";
    const who = input.identity?.token ?? input.identity?.userId ?? "";
    const isOwn =
      rooms.has(old) &&
      visitors.get(old) === who &&
      ![...fake.ended, ...fake.erased].some((token) => token.startsWith(`${old}.`));
    const id = !input.fresh && isOwn ? old : `cnv_${rooms.size}`;
    if (!rooms.has(id)) rooms.set(id, createFakeRoom(id));
    visitors.set(id, who);
    sessions.push(input);
    const expiresAt = new Date(Date.now() + 900_000).toISOString();
    return {
      token: `${id}.${sessions.length}`,
      expiresAt,
      conversationId: id,
      socketUrl: `${url.replace("http", "ws")}/v1/chat`,
    };
  }

  function openSession(input: SessionBody, response: ServerResponse): void {
    if (fake.workBits > 0 && !isPaid(input, fake.workBits)) {
      const work = { challenge: "challenge.of.the.door", bits: fake.workBits };
      reply(response, 428, { code: "work_required", status: 428, work });
      return;
    }
    if (fake.workBits > 0) fake.paid += 1;
    const status = fake.refuseWith;
    reply(response, status || 201, status ? { code: "origin_not_allowed", status } : giveSession(input));
  }

  async function answerOwnData(path: string, token: string, response: ServerResponse): Promise<void> {
    const room = rooms.get(token.split(".")[0] ?? "");
    const isErasure = path.endsWith("/erase");
    if (isErasure) await fake.beforeErasing();
    const status = fake.refuseOwnDataWith;
    if (status || !room) return reply(response, status || 401, { code: "unavailable", status });
    if (!isErasure) {
      const [first] = room.log;
      const messages = room.log.map(({ role, text, citations = [], at }) => ({ role, text, citations, at }));
      const contacts = [{ fields: { email: "eve@shop.example" }, at: new Date(0).toISOString() }];
      return reply(response, 200, first ? [{ startedAt: first.at, messages, contacts }] : []);
    }
    fake.erased.push(token);
    room.erase();
    return reply(response, 200, { isComplete: true });
  }

  const api = createServer(async (request, response) => {
    const path = new URL(request.url ?? "/", url).pathname;
    if (request.method === "OPTIONS") return reply(response, 204, undefined);
    if (path === `/v1/widget/${AGENT_ID}/config`) return reply(response, 200, fake.config);
    if (path === `/v1/widget/${AGENT_ID}/sessions`) return openSession(JSON.parse(await readBody(request)), response);
    if (path === `/v1/widget/${AGENT_ID}/sessions/end`) {
      fake.ended.push(JSON.parse(await readBody(request)).token);
      return reply(response, 204, undefined);
    }
    if (/\/sessions\/(erase|export)$/.test(path))
      return answerOwnData(path, JSON.parse(await readBody(request)).token, response);
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
    ended: [],
    erased: [],
    refuseOwnDataWith: 0,
    beforeErasing: async () => undefined,
    workBits: 0,
    paid: 0,
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
