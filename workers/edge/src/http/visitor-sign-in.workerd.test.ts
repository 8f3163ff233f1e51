import type { AgentInput } from "@netvexa/contract/http/agents";
import { newId } from "@netvexa/contract/ids";
import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { createRights } from "../rooms/rights.ts";
import { TestApi } from "../testing/test-api.ts";

const PAGE = "https://shop.example";
const AUDIENCE = "netvexa:visitor-identity";
const MINUTE_MS = 60_000;
const utf8 = (text: string) => new TextEncoder().encode(text);

async function open(settings: Partial<AgentInput> = {}) {
  const api = new TestApi();
  const owner = await api.newTenant();
  const agentId = await api.newAgent(owner.token, { allowedOrigins: [PAGE], ...settings });
  const path = `/v1/agents/${agentId}`;
  const newSecret = async (body: object = {}) =>
    (await api.call("POST", `${path}/visitor-secrets`, { token: owner.token, body })).json;
  const session = (body: object = {}) =>
    api.call("POST", `/v1/widget/${agentId}/sessions`, { body, headers: { origin: PAGE } });
  const claimsOf = async (answer: { json: { token: string } }) => {
    const claims = await api.services.visitorTokens.verify(answer.json.token);
    if (claims === undefined) throw new Error("not a visitor's token");
    return claims;
  };
  const publish = async (body: object) => {
    await api.call("PATCH", path, { token: owner.token, body });
    await api.call("POST", `${path}/publish`, { token: owner.token });
  };
  return { api, owner, agentId, path, newSecret, session, claimsOf, publish };
}

type Opened = Awaited<ReturnType<typeof open>>;

/** What the customer's server makes. */
function vouch(
  { api }: Opened,
  secret: string,
  {
    sub = "user-7",
    aud = AUDIENCE,
    seconds = 600,
    alg = "HS256",
  }: { sub?: string; aud?: string; seconds?: number; alg?: string } = {},
): Promise<string> {
  return new SignJWT({ name: "Ada" })
    .setProtectedHeader({ alg })
    .setSubject(sub)
    .setAudience(aud)
    .setExpirationTime(Math.floor(api.world.nowMs / 1000) + seconds)
    .sign(utf8(secret));
}

async function hashOf(secret: string, userId: string): Promise<string> {
  const key = await crypto.subtle.importKey("raw", utf8(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8(userId)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

describe("signing a visitor in", () => {
  it("splits: another visitor, conversation and session, and the stranger's session is over", async () => {
    const opened = await open();
    const { secret } = await opened.newSecret();
    const stranger = await opened.session();
    const before = await opened.claimsOf(stranger);
    const identity = { token: await vouch(opened, secret) };
    const signed = await opened.claimsOf(await opened.session({ identity, token: stranger.json.token }));
    expect(signed.secretId).toMatch(/^vsk_/);
    for (const name of ["visitorId", "conversationId", "sessionId"] as const) {
      expect(signed[name]).not.toBe(before[name]);
    }
    expect(opened.api.world.ended).toEqual([before.sessionId]);
  });

  it("gives the same visitor on every device, another one for another user or agent, and none can be guessed", async () => {
    const opened = await open();
    const { secret } = await opened.newSecret();
    const signIn = async (sub: string) =>
      opened.claimsOf(await opened.session({ identity: { token: await vouch(opened, secret, { sub }) } }));
    const [phone, laptop, other] = [await signIn("user-7"), await signIn("user-7"), await signIn("user-8")];
    expect(laptop.visitorId).toBe(phone.visitorId);
    expect(laptop.conversationId).not.toBe(phone.conversationId);
    expect(other.visitorId).not.toBe(phone.visitorId);
    const elsewhere = { tenantId: opened.owner.tenantId, agentId: newId("agent") };
    expect(await opened.api.services.visitorIdentities.visitorIdOf(elsewhere, "user-7")).not.toBe(phone.visitorId);
  });

  it("is found again by the site's own id, by its own tenant only", async () => {
    const opened = await open();
    const { secret } = await opened.newSecret();
    const signed = await opened.claimsOf(await opened.session({ identity: { token: await vouch(opened, secret) } }));
    const path = `${opened.path}/visitors/search`;
    const body = { externalId: "user-7" };
    const found = await opened.api.call("POST", path, { token: opened.owner.token, body });
    expect(found.json).toEqual({ visitorId: signed.visitorId });
    const stranger = await opened.api.newTenant();
    expect((await opened.api.call("POST", path, { token: stranger.token, body })).status).toBe(404);
  });

  it("goes on with its own conversation after a reload, and never with another user's", async () => {
    const opened = await open();
    const { secret } = await opened.newSecret();
    const first = await opened.session({ identity: { token: await vouch(opened, secret) } });
    const { token } = first.json;
    const again = await opened.session({ identity: { token: await vouch(opened, secret) }, token });
    expect(again.json.conversationId).toBe(first.json.conversationId);
    const other = await opened.session({ identity: { token: await vouch(opened, secret, { sub: "user-8" }) }, token });
    expect(other.json.conversationId).not.toBe(first.json.conversationId);
    const nobody = await opened.session({ token });
    expect(nobody.json.conversationId).not.toBe(first.json.conversationId);
    expect((await opened.claimsOf(nobody)).secretId).toBeUndefined();
  });

  it("refuses what is not signed by a good secret, for us, for now", async () => {
    const opened = await open();
    const { secret } = await opened.newSecret();
    const stranger = await open();
    const foreign = (await stranger.newSecret()).secret;
    const good = await vouch(opened, secret);
    const [head = "", body = "", mark = ""] = good.split(".");
    const none = btoa(JSON.stringify({ alg: "none" })).replaceAll("=", "");
    const bad = [
      await vouch(opened, foreign),
      await vouch(opened, secret, { aud: "netvexa:visitor" }),
      await vouch(opened, secret, { aud: stranger.agentId }),
      await vouch(opened, secret, { seconds: -61 }),
      await vouch(opened, secret, { seconds: 2 * 60 * 60 }),
      await vouch(opened, secret, { sub: "" }),
      await vouch(opened, secret, { alg: "HS512" }),
      `${head}.${body}.${mark.startsWith("A") ? "B" : "A"}${mark.slice(1)}`,
      `${none}.${body}.`,
      "nonsense",
      (await opened.session()).json.token,
      opened.owner.token,
    ];
    for (const token of bad)
      expect((await opened.session({ identity: { token } })).problem.code).toBe("identity_invalid");
    expect(
      (await opened.session({ identity: { token: await vouch(opened, secret, { aud: opened.agentId }) } })).status,
    ).toBe(201);
  });

  it("takes the older digest of a user id only where the agent's settings allow it", async () => {
    const opened = await open();
    const { secret } = await opened.newSecret();
    const identity = { userId: "user-7", hash: await hashOf(secret, "user-7") };
    expect((await opened.session({ identity })).problem.code).toBe("identity_invalid");
    await opened.publish({ visitorProof: "token_or_hash" });
    const byHash = await opened.claimsOf(await opened.session({ identity }));
    const byToken = await opened.claimsOf(await opened.session({ identity: { token: await vouch(opened, secret) } }));
    expect(byHash.visitorId).toBe(byToken.visitorId);
    for (const hash of [await hashOf(secret, "user-8"), identity.hash.slice(2), "", "zz".repeat(32)]) {
      expect((await opened.session({ identity: { userId: "user-7", hash } })).problem.code).toBe("identity_invalid");
    }
  });

  it("is asked for, or not wanted, as the agent's settings say", async () => {
    const opened = await open({ visitors: "signed" });
    const { secret } = await opened.newSecret();
    const identity = { token: await vouch(opened, secret) };
    expect((await opened.session()).problem.code).toBe("sign_in_required");
    expect((await opened.session({ identity })).status).toBe(201);
    const config = await opened.api.call("GET", `/v1/widget/${opened.agentId}/config`);
    expect(config.json.visitors).toBe("signed");
    await opened.publish({ visitors: "anonymous" });
    expect((await opened.session({ identity })).problem.code).toBe("unauthenticated");
    expect((await opened.session()).status).toBe(201);
  });
});

describe("signing a visitor out", () => {
  it("O-45 ends the session, whose token then goes on with nothing", async () => {
    const opened = await open();
    const { token } = (await opened.session()).json;
    const { sessionId, conversationId } = await opened.claimsOf({ json: { token } });
    const path = `/v1/widget/${opened.agentId}/sessions/end`;
    const ended = await opened.api.call("POST", path, { body: { token }, headers: { origin: PAGE } });
    expect([ended.status, opened.api.world.ended]).toEqual([204, [sessionId]]);
    opened.api.world.admission = (entry) => ({ kind: entry.sessionId === sessionId ? "ended" : "admitted" });
    expect((await opened.session({ token })).json.conversationId).not.toBe(conversationId);
    const stolen = await opened.api.call("POST", path, { body: { token }, headers: { origin: "https://evil.test" } });
    expect(stolen.problem.code).toBe("origin_not_allowed");
    const nonsense = await opened.api.call("POST", path, { body: { token: "nonsense" }, headers: { origin: PAGE } });
    expect([nonsense.status, opened.api.world.ended]).toEqual([204, [sessionId]]);
  });
});

describe("secrets of visitors", () => {
  it("are shown once, lie sealed, and are listed by their first characters", async () => {
    const opened = await open();
    const created = await opened.newSecret();
    expect(created.secret).toMatch(/^nvs_[0-9a-f]{64}$/);
    const list = await opened.api.call("GET", `${opened.path}/visitor-secrets`, { token: opened.owner.token });
    expect(list.json.items).toEqual([
      { id: created.id, agentId: opened.agentId, prefix: created.secret.slice(0, 12), createdAt: created.createdAt },
    ]);
    expect(list.text).not.toContain(created.secret);
    expect(JSON.stringify(opened.api.world.log)).not.toContain(created.secret);
  });

  it("rotate with an overlap, after which the earlier one signs nobody in", async () => {
    const opened = await open();
    const one = await opened.newSecret();
    const two = await opened.newSecret({ overlapSeconds: 60 });
    const signIn = async (secret: string) =>
      (await opened.session({ identity: { token: await vouch(opened, secret) } })).status;
    expect([await signIn(one.secret), await signIn(two.secret)]).toEqual([201, 201]);
    opened.api.world.nowMs += MINUTE_MS;
    expect([await signIn(one.secret), await signIn(two.secret)]).toEqual([403, 201]);
  });

  it("O-38 that are revoked sign nobody in, and end the sessions that they vouched for", async () => {
    const opened = await open();
    const { secret, id } = await opened.newSecret();
    const claims = await opened.claimsOf(await opened.session({ identity: { token: await vouch(opened, secret) } }));
    const { sessionId, secretId } = claims;
    const visit = { ...claims, page: { origin: PAGE, tokenEndsAtMs: 0, sessionId, secretId } };
    const rights = createRights(opened.api.services);
    expect(await rights.check(visit, { isFresh: true })).toBeUndefined();
    opened.api.world.rechecked.length = 0;
    const gone = await opened.api.call("DELETE", `${opened.path}/visitor-secrets/${id}`, { token: opened.owner.token });
    expect([gone.status, opened.api.world.rechecked]).toEqual([204, [opened.agentId]]);
    expect(await rights.check(visit, { isFresh: true })).toBe("unauthenticated");
    expect((await opened.session({ identity: { token: await vouch(opened, secret) } })).problem.code).toBe(
      "identity_invalid",
    );
    expect(
      (await opened.api.call("DELETE", `${opened.path}/visitor-secrets/${id}`, { token: opened.owner.token })).status,
    ).toBe(404);
  });

  it("are five at most, are the agent's own, and leave their trace in the audit log", async () => {
    const opened = await open();
    const other = await opened.api.newAgent(opened.owner.token);
    const ids = [];
    for (let n = 0; n < 5; n += 1) ids.push((await opened.newSecret()).id);
    const sixth = await opened.api.call("POST", `${opened.path}/visitor-secrets`, {
      token: opened.owner.token,
      body: {},
    });
    expect(sixth.problem.code).toBe("conflict");
    const crossed = `/v1/agents/${other}/visitor-secrets/${ids[0]}`;
    expect((await opened.api.call("DELETE", crossed, { token: opened.owner.token })).status).toBe(404);
    await opened.newSecret({ overlapSeconds: 0 });
    const audit = await opened.api.call("GET", "/v1/audit?limit=3", { token: opened.owner.token });
    expect(audit.json.items.map(({ action }: { action: string }) => action)).toEqual([
      "visitor_secret.rotate",
      "access.refused",
      "visitor_secret.create",
    ]);
  });
});
