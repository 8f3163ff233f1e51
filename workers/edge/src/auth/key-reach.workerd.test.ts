import { ApiKeyScope } from "@netvexa/contract/http/api-keys";
import { type Id, newId } from "@netvexa/contract/ids";
import { openDatabase } from "@netvexa/db/client";
import { controlBatch } from "@netvexa/db/control";
import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { OF_SCOPE } from "../services/key-scopes.ts";
import { PERMISSIONS } from "../services/permissions.ts";
import { openTenancy, operationsOf, send, titled } from "../testing/operations.ts";
import { TestApi } from "../testing/test-api.ts";

const MINUTE_MS = 60_000;
const DAY_SECONDS = 86_400;

async function open() {
  const api = new TestApi();
  const own = await openTenancy(api);
  const newKey = async (body: object) => {
    const made = await api.call("POST", "/v1/api-keys", { token: own.token, body: { name: "Key", ...body } });
    expect(made.status, made.text).toBe(201);
    return made.json as { id: Id<"apiKey">; key: string };
  };
  const status = async (key: string, path = "/v1/agents") => (await api.call("GET", path, { token: key })).status;
  const rotate = (id: string, body: object = {}) =>
    api.call("POST", `/v1/api-keys/${id}/rotate`, { token: own.token, body });
  return { api, own, newKey, status, rotate };
}

describe("the scopes of a key", () => {
  const api = new TestApi();
  const secured = operationsOf(api).filter(({ isSecured }) => isSecured);

  it.each(ApiKeyScope.options)("O-37 %s allows what it names on every route, and nothing else", async (scope) => {
    const { api, own, newKey } = await open();
    const { key } = await newKey({ scopes: [scope] });
    for (const operation of secured) {
      const permission = PERMISSIONS.find((name) => name === operation.permission);
      const isCovered = permission !== undefined && OF_SCOPE[scope].has(permission);
      // An id of nobody's: what is permitted must do no harm here.
      const path = operation.path.replace(/\{\w+\}/g, "none");
      const answer = await send(api, operation, { path, token: key, ...(operation.takesBody ? { raw: "{" } : {}) });
      expect(answer.problem?.code === "forbidden", `${operation.method} ${operation.path}`).toBe(!isCovered);
    }
    expect(own.ids.agent).toMatch(/^agt_/);
  });

  it("never reach keys", () => {
    for (const scope of ApiKeyScope.options) expect(OF_SCOPE[scope].has("key.manage")).toBe(false);
  });
});

describe("a key that is limited to some agents", () => {
  const everything = [...ApiKeyScope.options];

  it.each(titled(operationsOf(new TestApi()).filter(({ isSecured }) => isSecured)))(
    "finds nothing of another agent: %s",
    async (_title, operation) => {
      const { api, own, newKey } = await open();
      const other = await api.newAgent(own.token);
      const { key } = await newKey({ scopes: everything, agents: [other] });
      const answer = await send(api, operation, { path: own.pathOf(operation), token: key });
      expect(["not_found", "forbidden"]).toContain(answer.problem?.code);
    },
  );

  it("reaches its own agent with its sources and conversations", async () => {
    const { own, newKey, status } = await open();
    const { agent, source, conversation } = own.ids;
    const { key } = await newKey({ scopes: ["read"], agents: [agent] });
    for (const path of [`agents/${agent}`, `sources/${source}`, `conversations/${conversation}`]) {
      expect(await status(key, `/v1/${path}`), path).toBe(200);
    }
    expect(await status(key, `/v1/conversations?agentId=${agent}`)).toBe(200);
    expect(await status(key, "/v1/conversations")).toBe(403);
    expect(await status(key, `/v1/conversations?agentId=${newId("agent")}`)).toBe(403);
    expect(await status(key, `/v1/agents?agentId=${agent}`)).toBe(403);
  });

  it("cannot be made for an agent that the tenant does not have", async () => {
    const { api, own } = await open();
    const foreign = (await openTenancy(api)).ids.agent;
    const body = { name: "Key", agents: [own.ids.agent, foreign] };
    const refused = await api.call("POST", "/v1/api-keys", { token: own.token, body });
    expect(refused.problem.errors).toEqual([expect.objectContaining({ pointer: "/agents/1", code: "unknown" })]);
  });
});

describe("a rotated key", () => {
  it("has a new secret at once, and the earlier one for the overlap", async () => {
    const { api, newKey, status, rotate } = await open();
    const { id, key } = await newKey({});
    expect(await status(key)).toBe(200);
    const { json } = await rotate(id, { overlapSeconds: 600 });
    expect(json).toMatchObject({ id, previousUntil: new Date(api.world.nowMs + 600_000).toISOString() });
    expect([await status(key), await status(json.key)]).toEqual([200, 200]);
    api.world.nowMs += 600_000;
    expect([await status(key), await status(json.key)]).toEqual([401, 200]);
  });

  it("may end the earlier secret now, and ends the one before in any case", async () => {
    const { newKey, status, rotate } = await open();
    const { id, key } = await newKey({});
    const second = (await rotate(id)).json.key;
    const third = (await rotate(id, { overlapSeconds: 0 })).json.key;
    expect(await Promise.all([key, second, third].map((secret) => status(secret)))).toEqual([401, 401, 200]);
  });

  it("keeps its own end, and dies whole when it is revoked", async () => {
    const { api, own, newKey, status, rotate } = await open();
    const ending = await newKey({ expiresAt: new Date(api.world.nowMs + MINUTE_MS).toISOString() });
    const renewed = (await rotate(ending.id)).json.key;
    const revoked = await newKey({});
    const successor = (await rotate(revoked.id)).json.key;
    expect([await status(revoked.key), await status(successor)]).toEqual([200, 200]);
    await api.call("DELETE", `/v1/api-keys/${revoked.id}`, { token: own.token });
    expect([await status(revoked.key), await status(successor)]).toEqual([401, 401]);
    expect((await rotate(revoked.id)).problem.code).toBe("conflict");
    api.world.nowMs += MINUTE_MS;
    expect([await status(ending.key), await status(renewed)]).toEqual([401, 401]);
  });

  it("is not given to a key that has ended, which cannot be brought back that way", async () => {
    const { api, newKey, status, rotate } = await open();
    const { id, key } = await newKey({ expiresAt: new Date(api.world.nowMs + MINUTE_MS).toISOString() });
    api.world.nowMs += MINUTE_MS;
    expect((await rotate(id)).problem).toMatchObject({
      code: "conflict",
      detail: "The key has expired. Create a new one.",
    });
    expect(await status(key)).toBe(401);
  });

  it("overlaps for seven days at most", async () => {
    const { newKey, rotate } = await open();
    const { id } = await newKey({});
    expect((await rotate(id, { overlapSeconds: 7 * DAY_SECONDS + 1 })).problem.code).toBe("invalid_request");
  });
});

describe("the end of a key", () => {
  it.each([0, -1, -MINUTE_MS])("is refused if it lies %d ms from now", async (aheadMs) => {
    const { api, own } = await open();
    const body = { name: "Key", expiresAt: new Date(api.world.nowMs + aheadMs).toISOString() };
    const refused = await api.call("POST", "/v1/api-keys", { token: own.token, body });
    expect([refused.status, refused.problem.code]).toEqual([422, "invalid_request"]);
    expect(refused.problem.errors).toMatchObject([{ pointer: "/expiresAt" }]);
  });
});

describe("the last use of a key", () => {
  it("is noted at most once a minute", async () => {
    const { api, own, newKey, status } = await open();
    const { id, key } = await newKey({});
    const noted = async () => {
      const { items } = (await api.call("GET", "/v1/api-keys", { token: own.token })).json;
      return items.find((item: { id: string }) => item.id === id).lastUsedAt;
    };
    expect(await noted()).toBeUndefined();
    const first = new Date(api.world.nowMs).toISOString();
    await status(key);
    api.world.nowMs += MINUTE_MS - 1;
    await status(key);
    expect(await noted()).toBe(first);
    api.world.nowMs += 1;
    await status(key);
    expect(await noted()).toBe(new Date(api.world.nowMs).toISOString());
  });
});

describe("a key as a credential", () => {
  it("O-37 has the same scope, agents and end however the header is spelled, and is refused everywhere else", async () => {
    const { api, own, newKey } = await open();
    const other = await api.newAgent(own.token);
    const expiresAt = new Date(api.world.nowMs + MINUTE_MS).toISOString();
    const { key } = await newKey({ scopes: ["read"], agents: [own.ids.agent], expiresAt });
    const call = async (path: string, headers: Record<string, string>, method = "GET") => {
      const { status, problem } = await api.call(method, path, { headers });
      return status < 300 ? status : problem.code;
    };
    const spelled = ["Bearer", "bearer", "BEARER"].map((scheme) => ({ authorization: `${scheme} ${key}` }));
    for (const headers of spelled) {
      expect(await call(`/v1/agents/${own.ids.agent}`, headers)).toBe(200);
      expect(await call(`/v1/agents/${own.ids.agent}`, headers, "DELETE")).toBe("forbidden");
      expect(await call(`/v1/agents/${other}`, headers)).toBe("not_found");
    }
    for (const name of ["x-api-key", "api-key", "x-auth-token", "cookie", "proxy-authorization"]) {
      expect(await call("/v1/agents", { [name]: name === "cookie" ? `key=${key}` : key })).toBe("unauthenticated");
    }
    for (const name of ["key", "API_KEY", "q"]) {
      const path = `/v1/agents?${name}=${key}`;
      expect(await call(path, {})).toBe("unauthenticated");
      expect(await call(path, { authorization: `Bearer ${key}` })).toBe("unauthenticated");
    }
    api.world.nowMs += MINUTE_MS;
    for (const headers of spelled) expect(await call(`/v1/agents/${own.ids.agent}`, headers)).toBe("unauthenticated");
  });

  it("O-41 is not made for who names a user, tenant or origin of the inside", async () => {
    const { api, own } = await open();
    const headers = { "x-user-id": newId("user"), "x-tenant-id": newId("tenant"), "x-forwarded-for": "127.0.0.1" };
    const body = { name: "Key", userId: newId("user") };
    expect((await api.call("POST", "/v1/api-keys", { headers, body })).status).toBe(401);
    expect((await api.call("POST", "/v1/api-keys", { headers, body, token: own.token })).status).toBe(422);
  });

  it("O-42 is nowhere in the database or the log, before and after a rotation", async () => {
    const { api, own, newKey, status, rotate } = await open();
    const { id, key } = await newKey({});
    const next = (await rotate(id)).json.key as string;
    await Promise.all([status(key), status(next), api.call("GET", `/v1/agents?key=${next}`)]);
    const db = openDatabase({ url: api.env.DATABASE_URL ?? "" });
    const [rows] = await controlBatch(db, () => [
      sql<{ dump: string }>`select row_to_json(api_key)::text as dump from api_key`,
    ]);
    const everything = JSON.stringify([rows, api.world.log]);
    for (const secret of [key, next, own.token]) expect(everything).not.toContain(secret);
    expect(everything).toContain(id);
  });

  it("O-10 is not what an embed id or a visitor's token is", async () => {
    const { api, own, status } = await open();
    const origin = "https://shop.example";
    const path = `/v1/widget/${own.ids.agent}/sessions`;
    const { token } = (await api.call("POST", path, { body: {}, headers: { origin } })).json;
    const embedId = own.ids.agent ?? "";
    for (const credential of [token, embedId, `nvx_${embedId}`, `nvx_${embedId.slice(4).padEnd(40, "0")}`]) {
      expect(await status(credential)).toBe(401);
    }
  });

  it("O-10 shares neither prefix nor randomness with an embed id or a visitor's token, nor is made from them", async () => {
    const { api, own, newKey, status } = await open();
    const path = `/v1/widget/${own.ids.agent}/sessions`;
    const { token } = (await api.call("POST", path, { body: {}, headers: { origin: "https://shop.example" } })).json;
    const embedId = own.ids.agent ?? "";
    const { key } = await newKey({ agents: [embedId] });
    const { key: next } = await newKey({ agents: [embedId] });
    const [header = "", payload = "", signature = ""] = token.split(".");
    const claims = JSON.stringify([decode(header), decode(payload)]);
    for (const [secret, others] of [
      [key, [embedId, token, claims, signature, next]],
      [next, [embedId, token, claims, signature]],
    ] as const) {
      const body = secret.slice("nvx_".length);
      for (const other of others) expect(longestCommon(body, other)).toBeLessThan(6);
      expect([embedId, token].some((other) => other.startsWith("nvx_"))).toBe(false);
    }
    const { VISITOR_TOKEN_SECRET: visitor, ACCESS_TOKEN_SECRET: access } = api.env;
    expect(visitor).not.toBe(access);
    for (const seed of [embedId, embedId.slice(4), token, signature, payload]) {
      const bytes = new Uint8Array(await crypto.subtle.digest("SHA-512", new TextEncoder().encode(seed)));
      const grown = Array.from(bytes.subarray(0, 40), (byte) => BASE_62.charAt(byte % BASE_62.length)).join("");
      expect(await status(`nvx_${grown}`)).toBe(401);
    }
  });
});

const BASE_62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

function decode(part: string): string {
  return atob(part.replaceAll("-", "+").replaceAll("_", "/"));
}

function longestCommon(a: string, b: string): number {
  let longest = 0;
  for (let from = 0; from < a.length; from += 1) {
    while (b.includes(a.slice(from, from + longest + 1)) && from + longest < a.length) longest += 1;
  }
  return longest;
}
