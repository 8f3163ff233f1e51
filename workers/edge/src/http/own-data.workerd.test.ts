import { type Id, newId } from "@netvexa/contract/ids";
import { conversation, feedback, lead, message } from "@netvexa/db/schema/conversation";
import { conversationKey } from "@netvexa/db/schema/sealing";
import { tenantBatch } from "@netvexa/db/tenant";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { createTranscriptStore } from "../rooms/transcript-store.ts";
import { makeJoin } from "../testing/room-client.ts";
import { PUBLIC_URL, TestApi } from "../testing/test-api.ts";

const PAGE = "https://shop.example";
const AT_MS = Date.UTC(2026, 0, 2);
const CITATION = {
  ...{ n: 1, chunkId: newId("chunk"), documentId: newId("document"), externalId: "sku-1" },
  ...{ title: "Prices", url: "https://shop.example/prices", quote: "Ten." },
};
const MADE = { by: "model", model: "secret-model", cached: false, grounded: true, costMicroUsd: 7 } as const;

async function open() {
  const api = new TestApi();
  const owner = await api.newTenant();
  const agentId = await api.newAgent(owner.token, { allowedOrigins: [PAGE] });
  const tenant = mintTenantContext(owner.tenantId);

  const session = async (body: object = {}, { agent = agentId, origin = PAGE } = {}) => {
    const { json } = await api.call("POST", `/v1/widget/${agent}/sessions`, { body, headers: { origin } });
    const claims = await api.services.visitorTokens.verify(json.token);
    if (claims === undefined) throw new Error("not a visitor's token");
    return { token: json.token as string, claims };
  };
  const own = (what: "erase" | "export", token: string, { agent = agentId, origin = PAGE } = {}) =>
    api.call("POST", `/v1/widget/${agent}/sessions/${what}`, { body: { token }, headers: { origin } });

  /** As a room delivers it. */
  const speak = async (
    { conversationId, visitorId }: { conversationId: Id<"conversation">; visitorId: Id<"visitor"> },
    text: string,
  ) => {
    const join = makeJoin({ tenantId: owner.tenantId, agentId, conversationId, visitorId });
    const store = createTranscriptStore({ db: api.services.db, vault: api.services.vault });
    const answerId = newId("message");
    const at = { citations: [], atMs: AT_MS };
    const answer = { citations: [CITATION], made: MADE, reason: "complete", atMs: AT_MS } as const;
    await store.write(join, { mode: "bot", title: text, messages: 2, startedAtMs: AT_MS, lastMessageAtMs: AT_MS }, [
      { kind: "message", message: { id: newId("message"), seq: 1, settledSeq: 1, role: "visitor", text, ...at } },
      { kind: "message", message: { id: answerId, seq: 2, settledSeq: 2, role: "agent", text: "Ten [1].", ...answer } },
      { kind: "feedback", messageId: answerId, rating: "up", atMs: AT_MS },
      { kind: "lead", id: newId("event"), fields: { email: "ada@example.com" }, atMs: AT_MS },
    ]);
  };
  const rows = () =>
    tenantBatch(api.services.db, tenant, (query) => [
      query.select().from(conversation),
      query.select().from(message),
      query.select().from(feedback),
      query.select().from(lead),
      query.select().from(conversationKey),
    ]);
  const counts = async () => (await rows()).map((table) => table.length);
  const audited = async (action: string) =>
    (await api.call("GET", `/v1/audit?action=${action}`, { token: owner.token })).json.items;
  return { api, owner, agentId, tenant, session, own, speak, rows, counts, audited };
}

type Opened = Awaited<ReturnType<typeof open>>;

async function signIn({ api, owner, agentId, session }: Opened) {
  const path = `/v1/agents/${agentId}/visitor-secrets`;
  const { id, secret } = (await api.call("POST", path, { token: owner.token, body: {} })).json;
  const vouch = () =>
    new SignJWT({})
      .setProtectedHeader({ alg: "HS256" })
      .setSubject("user-7")
      .setAudience("netvexa:visitor-identity")
      .setExpirationTime(Math.floor(api.world.nowMs / 1000) + 600)
      .sign(new TextEncoder().encode(secret));
  const enter = async () => session({ identity: { token: await vouch() } });
  const revoke = () => api.call("DELETE", `${path}/${id}`, { token: owner.token });
  return { enter, revoke };
}

describe("a copy of the visitor's own conversations", () => {
  it("holds what was said, seen and left, of every conversation of the visitor and of nobody else", async () => {
    const { session, own, speak, audited } = await open();
    const first = await session();
    const fresh = await session({ token: first.token, fresh: true });
    const other = await session();
    await speak(first.claims, "What does it cost?");
    await speak(fresh.claims, "And now?");
    await speak(other.claims, "Not yours");
    const { json, text, headers } = await own("export", fresh.token);
    const at = new Date(AT_MS).toISOString();
    const { n, title, url, quote } = CITATION;
    expect(json.map((one: { conversationId: string }) => one.conversationId).sort()).toEqual(
      [first, fresh].map(({ claims }) => claims.conversationId).sort(),
    );
    expect(json.find((one: { conversationId: string }) => one.conversationId === first.claims.conversationId)).toEqual({
      conversationId: first.claims.conversationId,
      startedAt: at,
      lastMessageAt: at,
      messages: [
        { role: "visitor", text: "What does it cost?", citations: [], at },
        {
          ...{ role: "agent", text: "Ten [1].", citations: [{ n, title, url, quote }] },
          ...{ feedback: { rating: "up" }, at },
        },
      ],
      contacts: [{ fields: { email: "ada@example.com" }, at }],
    });
    expect(text).not.toContain("Not yours");
    expect(text).not.toContain("secret-model");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("access-control-allow-origin")).toBe(PAGE);
    const { visitorId } = first.claims;
    expect(await audited("visitor.export")).toMatchObject([
      { actor: { kind: "visitor", id: visitorId }, target: { kind: "visitor", id: visitorId } },
    ]);
  });

  it("is empty for who has said nothing, and is not to be had all the time", async () => {
    const { api, session, own, audited } = await open();
    const { token } = await session();
    expect((await own("export", token)).json).toEqual([]);
    api.world.copying = () => ({ kind: "busy", retryAfterMs: 60_000 });
    expect((await own("export", token)).problem).toMatchObject({ code: "rate_limited", retryAfterMs: 60_000 });
    api.world.copying = () => ({ kind: "ended" });
    expect((await own("export", token)).problem.code).toBe("unauthenticated");
    expect(await audited("visitor.export")).toHaveLength(1);
  });
});

describe("a visitor's own erasure", () => {
  it("leaves no row, no key and no room of the visitor, and everything of everybody else", async () => {
    const { api, owner, session, own, speak, rows, audited } = await open();
    const first = await session();
    const fresh = await session({ token: first.token, fresh: true });
    const other = await session();
    for (const { claims } of [first, fresh, other]) await speak(claims, "Hello");
    const { json } = await own("erase", fresh.token);
    expect(json).toMatchObject({ conversations: 2, messages: 4, isComplete: true });
    const { visitorId, sessionId } = first.claims;
    const left = JSON.stringify(await rows());
    for (const { claims } of [first, fresh]) expect(left).not.toContain(claims.conversationId);
    expect(left).not.toContain(visitorId);
    expect((await rows()).map((table) => table.length)).toEqual([1, 2, 1, 1, 1]);
    expect(api.world.forgotten).toEqual([sessionId]);
    expect(api.world.erased.map(({ conversationId }) => conversationId).sort()).toEqual(
      [first, fresh].map(({ claims }) => claims.conversationId).sort(),
    );
    expect(await audited("visitor.erase")).toMatchObject([
      {
        ...{ actor: { kind: "visitor", id: visitorId }, target: { kind: "visitor", id: visitorId } },
        detail: { conversations: 2 },
      },
    ]);
    const { token } = owner;
    expect((await api.call("GET", `/v1/visitors/${visitorId}/export`, { token })).status).toBe(404);
  });

  it("O-68 leaves nothing that opens, also of a copy of the database from before", async () => {
    const { api, tenant, session, own, speak, rows } = await open();
    const { token, claims } = await session();
    await speak(claims, "My canary");
    const [, messages, , , keys] = await rows();
    const [key] = keys;
    if (key === undefined) throw new Error("no key");
    expect(messages.map(({ text }) => text).join()).not.toContain("canary");
    await own("erase", token);
    expect((await rows()).map((table) => table.length)).toEqual([0, 0, 0, 0, 0]);
    await api.services.vault.destroyTenantKeys(tenant);
    await expect(new TestApi().services.vault.unwrap(tenant, key)).rejects.toThrow();
  });

  it("reaches the conversation of the token although no answer has ended yet", async () => {
    const { api, owner, session, own, audited } = await open();
    const { token, claims } = await session();
    const { json } = await own("erase", token);
    expect(json).toMatchObject({ conversations: 0, messages: 0, isComplete: true });
    const { tenantId } = owner;
    expect(api.world.erased).toEqual([{ tenantId, conversationId: claims.conversationId }]);
    expect(await audited("visitor.erase")).toHaveLength(1);
  });

  it("repeated changes nothing and is written down once, and after a fault it does the rest", async () => {
    let isRoomAway = true;
    const base = await open();
    const { api, session, speak, counts, audited } = base;
    const spoilt = new TestApi({
      spoil: (services) => ({
        ...services,
        doors: { ...services.doors, forget: async () => ({ kind: isRoomAway ? "first" : "again" }) },
        rooms: {
          ...services.rooms,
          async forget(room) {
            if (isRoomAway) throw new Error("the room does not answer");
            return services.rooms.forget(room);
          },
        },
      }),
    });
    const { token, claims } = await session();
    await speak(claims, "Hello");
    const erase = () =>
      spoilt.call("POST", `/v1/widget/${base.agentId}/sessions/erase`, { body: { token }, headers: { origin: PAGE } });
    expect((await erase()).status).toBe(500);
    expect(await counts()).toEqual([1, 2, 1, 1, 1]);
    expect(await audited("visitor.erase")).toEqual([]);
    isRoomAway = false;
    expect((await erase()).json).toMatchObject({ conversations: 1, messages: 2 });
    expect((await erase()).json).toMatchObject({ conversations: 0, messages: 0, isComplete: true });
    expect(await counts()).toEqual([0, 0, 0, 0, 0]);
    expect(await audited("visitor.erase")).toHaveLength(1);
    expect(api.world.erased).toEqual([]);
  });

  it("of a signed-in person reaches every device", async () => {
    const opened = await open();
    const { own, speak, counts } = opened;
    const { enter } = await signIn(opened);
    const [desk, phone] = [await enter(), await enter()];
    expect(desk.claims.conversationId).not.toBe(phone.claims.conversationId);
    for (const { claims } of [desk, phone]) await speak(claims, "Hello");
    expect((await own("export", desk.token)).json).toHaveLength(2);
    expect((await own("erase", desk.token)).json).toMatchObject({ conversations: 2 });
    expect(await counts()).toEqual([0, 0, 0, 0, 0]);
  });

  it("asks for the door before anything, and touches nothing where that does not answer", async () => {
    const { api, session, own, speak, counts } = await open();
    const { token, claims } = await session();
    await speak(claims, "Hello");
    api.world.forgetting = () => {
      throw new Error("the door does not answer");
    };
    expect((await own("erase", token)).problem.code).toBe("unavailable");
    api.world.forgetting = () => ({ kind: "gone" });
    expect((await own("erase", token)).problem.code).toBe("not_found");
    expect(await counts()).toEqual([1, 2, 1, 1, 1]);
  });
});

describe.each(["erase", "export"] as const)("to %s takes the visitor's own token and nothing else", (what) => {
  type Case = (
    opened: Opened,
    mine: { token: string },
  ) => Promise<{ token: string; agent?: Id<"agent">; origin?: string }>;
  const cases: [string, Case, string][] = [
    ["no token", async () => ({ token: "nonsense" }), "unauthenticated"],
    ["an access token", async ({ owner }) => ({ token: owner.token }), "unauthenticated"],
    [
      "a token that has ended",
      async ({ api }, { token }) => {
        api.world.nowMs += 16 * 60_000;
        return { token };
      },
      "unauthenticated",
    ],
    [
      "a token of another agent",
      async ({ api, owner, session }) => {
        const agent = await api.newAgent(owner.token, { allowedOrigins: [PAGE] });
        return { token: (await session({}, { agent })).token };
      },
      "unauthenticated",
    ],
    [
      "a token of another tenant",
      async ({ api, session }) => {
        const agent = await api.newAgent((await api.newTenant()).token, { allowedOrigins: [PAGE] });
        return { token: (await session({}, { agent })).token };
      },
      "unauthenticated",
    ],
    ["a token of another page", async (_opened, { token }) => ({ token, origin: PUBLIC_URL }), "origin_not_allowed"],
    [
      "a page that is not allowed",
      async (_opened, { token }) => ({ token, origin: "https://evil.test" }),
      "origin_not_allowed",
    ],
    [
      "a session that has been signed out",
      async ({ api }, { token }) => {
        api.world.forgetting = api.world.copying = () => ({ kind: "ended" });
        return { token };
      },
      "unauthenticated",
    ],
    [
      "a person whose secret was revoked",
      async (opened) => {
        const { enter, revoke } = await signIn(opened);
        const { token } = await enter();
        await revoke();
        return { token };
      },
      "unauthenticated",
    ],
  ];

  it.each(cases)("O-45 refuses %s", async (_what, make, code) => {
    const opened = await open();
    const mine = await opened.session();
    await opened.speak(mine.claims, "Hello");
    const { world } = opened.api;
    const beganMs = world.nowMs;
    const { token, ...where } = await make(opened, mine);
    expect((await opened.own(what, token, where)).problem.code).toBe(code);
    world.nowMs = beganMs;
    expect(await opened.counts()).toEqual([1, 2, 1, 1, 1]);
    expect(world.erased).toEqual([]);
    expect(await opened.audited(`visitor.${what}`)).toEqual([]);
  });
});
