import { randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { type MailStore, openMailStore } from "./mail-store.ts";
import { listPage, mailPage, missingPage } from "./mailbox-page.ts";

const SentMail = z.object({
  from: z.string(),
  to: z.array(z.string()).length(1),
  subject: z.string(),
  text: z.string(),
});

const BODY_MAX_BYTES = 256 * 1024;
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export interface Mailbox {
  /** Where the pages are; the Worker shows them under its own address. */
  url: string;
  /** Where mails are posted, and with which key: what a provider would give out. */
  sendUrl: string;
  key: string;
  close(): Promise<void>;
}

/** Takes mails as a provider does, and keeps them for `/dev/mail` instead of sending them. Listens on loopback. */
export async function startMailbox({ file, port = 0 }: { file: string; port?: number }): Promise<Mailbox> {
  const store = openMailStore(file);
  const key = randomBytes(24).toString("base64url");
  const server = createServer((request, response) => {
    answer(store, key, request, response).catch(() => response.writeHead(400).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    sendUrl: `${url}/emails`,
    key,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(store: MailStore, key: string, request: IncomingMessage, response: ServerResponse) {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://mailbox");
  const route = `${request.method} ${pathname}`;
  if (route === "POST /emails") return take(store, key, request, response);
  if (route === "GET /dev/mail.json")
    return send(response, "application/json", JSON.stringify({ mails: store.list() }));
  if (route !== "GET /dev/mail") return void response.writeHead(404).end();
  const id = searchParams.get("id");
  if (id === null) return send(response, "text/html; charset=utf-8", listPage(store.list()));
  const mail = store.list().find((candidate) => candidate.id === id);
  if (mail === undefined) return send(response, "text/html; charset=utf-8", missingPage(), 404);
  return send(response, "text/html; charset=utf-8", mailPage(mail));
}

async function take(store: MailStore, key: string, request: IncomingMessage, response: ServerResponse) {
  if (!isKey(key, request.headers.authorization)) return void response.writeHead(401).end();
  const { to, ...mail } = SentMail.parse(JSON.parse(await readText(request)));
  const id = randomUUID();
  store.add({ ...mail, to: to.join(), id, at: new Date().toISOString() });
  send(response, "application/json", JSON.stringify({ id }));
}

function isKey(key: string, header = ""): boolean {
  const [given, wanted] = [Buffer.from(header), Buffer.from(`Bearer ${key}`)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > BODY_MAX_BYTES) throw new Error("the mail is too large");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function send(response: ServerResponse, type: string, body: string, status = 200): void {
  response
    .writeHead(status, {
      "content-type": type,
      "content-security-policy": POLICY,
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    })
    .end(body);
}
