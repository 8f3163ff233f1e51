import type { AgentInput } from "@netvexa/contract/http/agents";
import { type Id, newId } from "@netvexa/contract/ids";
import { describe, expect, it } from "vitest";
import { createRights } from "../rooms/rights.ts";
import type { LiveAgent } from "../services/context.ts";
import { createExpiringCache } from "../services/expiring-cache.ts";
import { TestApi } from "../testing/test-api.ts";

const PAGE = "https://shop.example";
const MINUTE_MS = 60_000;

const STRANGERS = [
  undefined,
  "null",
  "http://shop.example",
  "https://shop.example:8443",
  "https://shop.example.",
  "https://shop.example.evil.test",
  "https://evilshop.example",
  "https://www.shop.example",
  "https://shop.example@evil.test",
  "https://SHOP.example",
  "https://xn--shp-yla.example",
  "https://evil.test",
];

async function open(settings: Partial<AgentInput> = {}) {
  const api = new TestApi();
  const owner = await api.newTenant();
  const agentId = await api.newAgent(owner.token, { allowedOrigins: [PAGE], ...settings });
  const session = (more: { origin?: string | undefined; country?: string; body?: object } = { origin: PAGE }) => {
    const headers: Record<string, string> = more.origin === undefined ? {} : { origin: more.origin };
    const country = more.country === undefined ? {} : { country: more.country };
    return api.call("POST", `/v1/widget/${agentId}/sessions`, { body: more.body ?? {}, headers, ...country });
  };
  return { api, owner, agentId, session };
}

/** Tries a visitor's token at the socket, and gives the plain status of the refusal; undefined if it was let in. */
async function knock(
  api: TestApi,
  { token, origin, country }: { token: string; origin?: string | undefined; country?: string },
): Promise<number | undefined> {
  const response = await api.fetch("GET", "/v1/chat", {
    headers: {
      upgrade: "websocket",
      "sec-websocket-protocol": `netvexa.v1, token.${token}`,
      ...(origin === undefined ? {} : { origin }),
    },
    ...(country === undefined ? {} : { country }),
  });
  expect(response.webSocket).toBeNull();
  await response.body?.cancel();
  return response.status === 200 ? undefined : response.status;
}

describe("origins", () => {
  it.each(STRANGERS)("O-43 %s gets no token, and opens no socket with a stolen one", async (origin) => {
    const { api, session } = await open();
    const stolen = (await session()).json.token;
    const refused = await session({ origin });
    expect([refused.status, refused.problem.code]).toEqual([403, "origin_not_allowed"]);
    expect(await knock(api, { token: stolen, origin })).toBe(403);
    expect(api.world.joins).toEqual([]);
  });

  it.each(STRANGERS)("O-44 %s may read no answer, with a preflight or without", async (origin) => {
    const { api, agentId } = await open();
    const headers: Record<string, string> = origin === undefined ? {} : { origin };
    for (const [method, path] of [
      ["OPTIONS", "sessions"],
      ["OPTIONS", "config"],
      ["POST", "sessions"],
      ["POST", "sessions/end"],
      ["POST", "sessions/erase"],
      ["POST", "sessions/export"],
      ["GET", "config"],
    ] as const) {
      const answer = await api.call(method, `/v1/widget/${agentId}/${path}`, {
        headers,
        ...(method === "POST" ? { body: {} } : {}),
      });
      expect(answer.headers.has("access-control-allow-origin"), `${method} ${path}`).toBe(false);
    }
  });

  it("O-44 an allowed page is named by itself, without credentials, and the answer varies by origin", async () => {
    const { api, agentId, session } = await open();
    const headers = { origin: PAGE };
    const answers = [
      await api.call("OPTIONS", `/v1/widget/${agentId}/sessions`, { headers }),
      await api.call("GET", `/v1/widget/${agentId}/config`, { headers }),
      await session(),
      await session({ origin: PAGE, body: { unknown: 1 } }),
    ];
    for (const answer of answers) {
      expect(answer.headers.get("access-control-allow-origin")).toBe(PAGE);
      expect(answer.headers.has("access-control-allow-credentials")).toBe(false);
      expect(answer.headers.get("vary")).toBe("Origin");
    }
    const signedIn = await api.call("GET", "/v1/agents", { headers });
    expect(signedIn.headers.has("access-control-allow-origin")).toBe(false);
  });

  it("O-44 a cached configuration of one agent is never another's", async () => {
    const { api, owner, agentId } = await open({ name: "One" });
    const other = await api.newAgent(owner.token, { allowedOrigins: [PAGE], name: "Two" });
    const etag = (await api.call("GET", `/v1/widget/${agentId}/config`)).headers.get("etag") ?? "";
    const crossed = await api.call("GET", `/v1/widget/${other}/config`, { headers: { "if-none-match": etag } });
    expect([crossed.status, crossed.json.name]).toEqual([200, "Two"]);
  });

  it("O-11 the configuration holds what a visitor may see, and nothing more", async () => {
    const { api, agentId } = await open({ instructions: "canary", countries: { mode: "block", list: ["XX"] } });
    const { json, text } = await api.call("GET", `/v1/widget/${agentId}/config`);
    expect(Object.keys(json).sort()).toEqual(["agentId", "greeting", "locale", "name", "starters", "theme"]);
    expect(text).not.toContain("canary");
  });
});

describe("a visitor's token", () => {
  it("O-45 is refused from another page, for another agent or tenant, and after its end", async () => {
    const { api, owner, agentId, session } = await open({ allowedOrigins: [PAGE, "https://blog.example"] });
    const { token } = (await session()).json;
    expect(await knock(api, { token, origin: "https://blog.example" })).toBe(403);
    const claims = await api.services.visitorTokens.verify(token);
    if (claims === undefined) throw new Error("the token is good");
    const stranger = await open();
    const moved = [
      { ...claims, agentId: stranger.agentId },
      { ...claims, tenantId: stranger.owner.tenantId },
      { ...claims, agentId: newId("agent") },
    ];
    for (const forged of moved) {
      const { token: bad } = await api.services.visitorTokens.sign(forged);
      expect(await knock(api, { token: bad, origin: PAGE })).toBe(404);
    }
    expect(await knock(api, { token, origin: PAGE })).toBeUndefined();
    expect(api.world.joins).toMatchObject([{ agentId, tenantId: owner.tenantId }]);
    api.world.nowMs += 15 * MINUTE_MS + 1;
    expect(await knock(api, { token, origin: PAGE })).toBe(401);
  });
});

describe("countries", () => {
  it.each([
    ["allow", "AT", 201],
    ["allow", "FR", 403],
    ["allow", undefined, 403],
    ["block", "AT", 403],
    ["block", "FR", 201],
  ] as const)("a list that is to %s lets a visitor from %s in or not: %s", async (mode, country, status) => {
    const { session } = await open({ countries: { mode, list: ["AT"] } });
    const answer = await session({ origin: PAGE, ...(country === undefined ? {} : { country }) });
    expect(answer.status).toBe(status);
    if (status === 403) expect(answer.problem.code).toBe("country_not_allowed");
    expect(answer.headers.get("access-control-allow-origin")).toBe(PAGE);
  });

  it("hold at the socket too, before any room wakes, and no header can speak for the edge", async () => {
    const { api, session } = await open({ countries: { mode: "allow", list: ["AT"] } });
    const { token } = (await session({ origin: PAGE, country: "AT" })).json;
    expect(await knock(api, { token, origin: PAGE, country: "FR" })).toBe(403);
    expect(api.world.joins).toEqual([]);
    expect(await knock(api, { token, origin: PAGE, country: "AT" })).toBeUndefined();
    const agentId = api.world.joins[0]?.agentId as Id<"agent">;
    const headers = { origin: PAGE, "cf-ipcountry": "AT" };
    const posed = await api.call("POST", `/v1/widget/${agentId}/sessions`, { body: {}, headers, country: "FR" });
    expect(posed.problem.code).toBe("country_not_allowed");
  });

  it("are settings of the agent that are edited and published like the others", async () => {
    const { api, owner, agentId } = await open();
    const rule = { mode: "block", list: ["FR"] };
    const path = `/v1/agents/${agentId}`;
    const edited = await api.call("PATCH", path, { token: owner.token, body: { countries: rule } });
    expect(edited.json.draft.countries).toEqual(rule);
    expect((await api.call("POST", `${path}/publish`, { token: owner.token })).json.countries).toEqual(rule);
    const bad = await api.call("PATCH", path, {
      token: owner.token,
      body: { countries: { mode: "block", list: ["fr"] } },
    });
    expect(bad.problem.code).toBe("invalid_request");
  });
});

describe("rights after the door", () => {
  it("O-38 end with the origin, the country or the agent, at the latest when a cached answer is five seconds old", async () => {
    const { api, owner, agentId, session } = await open();
    const claims = await api.services.visitorTokens.verify((await session()).json.token);
    if (claims === undefined) throw new Error("the token is good");
    const agents = createExpiringCache<LiveAgent>({ ttlMs: 2_500, maxEntries: 10, now: api.services.now });
    const rights = createRights({ ...api.services, agents });
    const visit = { ...claims, page: { origin: PAGE, country: "AT", tokenEndsAtMs: 0, sessionId: claims.sessionId } };
    const check = (isFresh = false) => rights.check(visit, { isFresh });
    const path = `/v1/agents/${agentId}`;
    const publish = async (body: object) => {
      await api.call("PATCH", path, { token: owner.token, body });
      await api.call("POST", `${path}/publish`, { token: owner.token });
    };
    expect(await check()).toBeUndefined();
    await publish({ countries: { mode: "block", list: ["AT"] } });
    expect([await check(), await check(true)]).toEqual([undefined, "country_not_allowed"]);
    await publish({ allowedOrigins: [] });
    api.world.nowMs += 2_500;
    expect(await check()).toBe("origin_not_allowed");
    await api.call("DELETE", path, { token: owner.token });
    api.world.nowMs += 2_500;
    expect(await check()).toBe("not_found");
    const tenantId = owner.tenantId;
    const read = { tenantId, isFrozen: false, visitorSecrets: [], settings: { allowedOrigins: [PAGE] } };
    const byRules = (more: object) => rights.check(visit, { isFresh: true, rules: { ...read, ...more } });
    expect(await byRules({})).toBeUndefined();
    expect(await byRules({ isFrozen: true })).toBe("tenant_frozen");
    expect(await byRules({ settings: { allowedOrigins: [] } })).toBe("origin_not_allowed");
    expect(await byRules({ tenantId: newId("tenant") })).toBe("not_found");
    const renewed = await api.services.visitorTokens.verify((await rights.renew(visit)).token);
    expect(renewed).toEqual(claims);
  });

  it("O-38 to publish other rules has the rooms that the door knows look again, to delete it has them forget", async () => {
    const { api, owner, agentId } = await open();
    const path = `/v1/agents/${agentId}`;
    const publish = async (body: object) => {
      await api.call("PATCH", path, { token: owner.token, body });
      await api.call("POST", `${path}/publish`, { token: owner.token });
      return api.world.rechecked.splice(0);
    };
    expect(await publish({ name: "Grace" })).toEqual([]);
    expect(await publish({ allowedOrigins: [] })).toEqual([agentId]);
    expect(await publish({ countries: { mode: "block", list: ["AT"] } })).toEqual([agentId]);
    expect(await publish({ visitors: "signed" })).toEqual([agentId]);
    expect(api.world.closed).toEqual([]);
    const asked = await api.call("POST", `${path}/messages`, { token: owner.token, body: { text: "Hello" } });
    await api.call("DELETE", path, { token: owner.token });
    expect(api.world.closed).toEqual([{ agentId, conversations: [asked.json.conversationId] }]);
  });
});
