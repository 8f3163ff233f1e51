import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { CLOSE } from "@netvexa/contract/frames/wire";
import { freezeTenant } from "@netvexa/local/tenant/freeze-tenant";
import { launchBrowser, type Visit, visit } from "@netvexa/widget/test/browser";
import { answer, ask, openChat } from "@netvexa/widget/test/stage";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Product, startProduct } from "./product.ts";

const CLOSED_WITHIN_MS = 5_000;

let product: Product;
let browser: Browser;
let site: Server;
let siteUrl: string;
let token: string;
let tag = "";
const visits: Visit[] = [];

beforeAll(async () => {
  site = createServer((request, response) => {
    if (request.url === "/favicon.ico") return response.writeHead(204).end();
    response.setHeader("content-type", "text/html");
    return response.end(`<!doctype html><title>Shop</title><h1>Shop</h1>${tag}`);
  }).listen(0, "127.0.0.1");
  await once(site, "listening");
  const address = site.address();
  siteUrl = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  product = await startProduct({});
  token = await product.ownerToken();
  browser = await launchBrowser();
});
afterEach(async () => {
  for (const { context } of visits.splice(0)) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
  site.close();
});

async function asOwner(method: string, path: string, body?: object) {
  const response = await fetch(product.url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? undefined : response.json();
}

async function newAgent(settings: object = {}): Promise<string> {
  return (await asOwner("POST", "/v1/agents", { name: "Ada", allowedOrigins: [siteUrl], ...settings })).id;
}

async function arrive(script = ""): Promise<Page> {
  tag = script;
  const visited = await visit(browser);
  visits.push(visited);
  await visited.page.goto(siteUrl);
  return visited.page;
}

interface Held {
  page: Page;
  session: { token: string; conversationId: string };
  /** Close code and milliseconds from the change to the close. */
  closedBy(change: () => Promise<unknown>): Promise<{ code: number; isInTime: boolean }>;
}

/** A socket that is open, has said hello and then nothing more, so that nothing of it is in any database. */
async function holdIdle(agentId: string, input: object = {}): Promise<Held> {
  const page = await arrive();
  const session = await page.evaluate(
    async ([url, body]) => {
      const headers = { "content-type": "application/json" };
      const opened = await (await fetch(url, { method: "POST", headers, body })).json();
      const socket = new WebSocket(opened.socketUrl, ["netvexa.v1", `token.${opened.token}`]);
      const closed = new Promise<number>((resolve) => {
        socket.onclose = ({ code }) => resolve(code);
      });
      Reflect.set(window, "socketClosed", closed);
      await new Promise((resolve) => {
        socket.onmessage = resolve;
        socket.onopen = () => socket.send('{"type":"hello","after":0}');
      });
      return opened;
    },
    [`${product.url}/v1/widget/${agentId}/sessions`, JSON.stringify(input)] as const,
  );
  return {
    page,
    session,
    async closedBy(change) {
      const startedAt = performance.now();
      const code: Promise<number> = page.evaluate(() => Reflect.get(window, "socketClosed"));
      await change();
      return { code: await code, isInTime: performance.now() - startedAt < CLOSED_WITHIN_MS };
    },
  };
}

const operate = (action: "freeze" | "thaw") => freezeTenant(product, { tenantId: product.tenantId, action });

function vouch(secret: string, sub: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = Math.floor(Date.now() / 1000) + 600;
  const text = `${part({ alg: "HS256", typ: "JWT" })}.${part({ sub, exp, aud: "netvexa:visitor-identity" })}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

describe("an idle socket whose right is gone", () => {
  test("O-38 is closed within five seconds of its site being taken off the list", async () => {
    const agentId = await newAgent();
    const held = await holdIdle(agentId);
    const closed = await held.closedBy(async () => {
      await asOwner("PATCH", `/v1/agents/${agentId}`, { allowedOrigins: [] });
      await asOwner("POST", `/v1/agents/${agentId}/publish`);
    });
    expect(closed).toEqual({ code: CLOSE.forbidden, isInTime: true });
  });

  test("O-38 is closed within five seconds with dozens of others", async () => {
    const agentId = await newAgent();
    const page = await arrive();
    await page.evaluate(async (url) => {
      const headers = { "content-type": "application/json" };
      const hold = async () => {
        const opened = await (await fetch(url, { method: "POST", headers, body: "{}" })).json();
        const socket = new WebSocket(opened.socketUrl, ["netvexa.v1", `token.${opened.token}`]);
        const closed = new Promise((resolve) => {
          socket.onclose = resolve;
        });
        await new Promise((resolve) => {
          socket.onmessage = resolve;
          socket.onopen = () => socket.send('{"type":"hello","after":0}');
        });
        return { closed };
      };
      const held: { closed: Promise<unknown> }[] = [];
      while (held.length < 40) held.push(...(await Promise.all(Array.from({ length: 20 }, hold))));
      Reflect.set(window, "allClosed", Promise.all(held.map(({ closed }) => closed)));
    }, `${product.url}/v1/widget/${agentId}/sessions`);
    await asOwner("PATCH", `/v1/agents/${agentId}`, { allowedOrigins: [] });
    const startedAt = performance.now();
    await asOwner("POST", `/v1/agents/${agentId}/publish`);
    await page.evaluate(async () => void (await Reflect.get(window, "allClosed")));
    expect(performance.now() - startedAt).toBeLessThan(CLOSED_WITHIN_MS);
  });

  test("O-38 is closed within five seconds of the agent being deleted", async () => {
    const agentId = await newAgent();
    const held = await holdIdle(agentId);
    const closed = await held.closedBy(() => asOwner("DELETE", `/v1/agents/${agentId}`));
    expect(closed).toEqual({ code: CLOSE.notFound, isInTime: true });
  });

  test("O-38 is closed within five seconds of the tenant's chats being paused, and comes back afterwards", async () => {
    const agentId = await newAgent();
    const held = await holdIdle(agentId);
    try {
      expect(await held.closedBy(() => operate("freeze"))).toEqual({ code: CLOSE.forbidden, isInTime: true });
    } finally {
      expect(await operate("thaw")).toContain("go on");
    }
    await holdIdle(agentId);
  });

  test("O-38 of a signed-in visitor is closed within five seconds of the secret being revoked", async () => {
    const agentId = await newAgent();
    const { id, secret } = await asOwner("POST", `/v1/agents/${agentId}/visitor-secrets`, {});
    const held = await holdIdle(agentId, { identity: { token: vouch(secret, "user-7") } });
    const stranger = await holdIdle(agentId);
    const closed = await held.closedBy(() => asOwner("DELETE", `/v1/agents/${agentId}/visitor-secrets/${id}`));
    expect(closed).toEqual({ code: CLOSE.unauthenticated, isInTime: true });
    const end = { token: stranger.session.token };
    const left = await stranger.closedBy(() =>
      fetch(`${product.url}/v1/widget/${agentId}/sessions/end`, {
        method: "POST",
        headers: { origin: siteUrl, "content-type": "application/json" },
        body: JSON.stringify(end),
      }),
    );
    expect(left).toEqual({ code: CLOSE.unauthenticated, isInTime: true });
  });
});

describe("the widget", () => {
  test("shows a signed-in visitor nothing of the stranger before, and the next one nothing of theirs", async () => {
    const agentId = await newAgent();
    const { secret } = await asOwner("POST", `/v1/agents/${agentId}/visitor-secrets`, {});
    const page = await arrive(`<script src="${product.url}/widget.js" data-agent="${agentId}" async></script>`);
    const identify = (sub: string) =>
      page.evaluate((word) => Reflect.get(window, "netvexa")("identify", { token: word }), vouch(secret, sub));
    const panel = page.locator(".panel");
    await openChat(page);
    await ask(page, "First words");
    await page.locator(".agent.done").waitFor();
    await identify("user-a");
    await expect.poll(() => panel.textContent()).not.toContain("First words");
    await ask(page, "Second words");
    await page.locator(".agent.done").waitFor();
    await page.reload();
    await page.locator(".launcher").waitFor();
    await identify("user-b");
    await openChat(page);
    await ask(page, "Third words");
    await page.locator(".agent.done").waitFor();
    expect(await panel.textContent()).not.toMatch(/First|Second/);
  });

  test("does the work that a new chat costs", async () => {
    const agentId = await newAgent({ proofOfWork: "always" });
    const page = await arrive(`<script src="${product.url}/widget.js" data-agent="${agentId}" async></script>`);
    await openChat(page);
    await ask(page, "Hello");
    await page.locator(".agent.done").waitFor();
    await answer(page, "").first().waitFor();
  });
});

describe("a refused upgrade", () => {
  test("O-43 is a plain answer, with its reason", async () => {
    const agentId = await newAgent();
    const held = await holdIdle(agentId);
    const headers = {
      connection: "Upgrade",
      upgrade: "websocket",
      origin: "https://evil.test",
      "sec-websocket-version": "13",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
      "sec-websocket-protocol": `netvexa.v1, token.${held.session.token}`,
    };
    const { request } = await import("node:http");
    const asked = request(`${product.url}/v1/chat`, { headers }).end();
    const [response] = await once(asked, "response");
    let body = "";
    for await (const part of response) body += part;
    expect([response.statusCode, JSON.parse(body).code]).toEqual([403, "origin_not_allowed"]);
  });
});
