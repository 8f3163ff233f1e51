import { newId } from "@netvexa/contract/ids";
import { type JWK, type JWTHeaderParameters, SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { TestApi, testEnv } from "../testing/test-api.ts";

const PAGE = "https://shop.example";
const QUARTER_MS = 15 * 60_000;
const encode = (text: string) => new TextEncoder().encode(text);

async function open() {
  const api = new TestApi();
  const tenant = await api.newTenant();
  const list = async (options: Parameters<TestApi["call"]>[2]) => (await api.call("GET", "/v1/agents", options)).status;
  const newKey = async (body: object) => (await api.call("POST", "/v1/api-keys", { token: tenant.token, body })).json;
  return { api, ...tenant, list, newKey };
}

async function openWidget() {
  const opened = await open();
  const agentId = await opened.api.newAgent(opened.token, { allowedOrigins: [PAGE] });
  return { ...opened, agentId };
}

describe("an access token", () => {
  const now = Math.floor(Date.now() / 1000);
  const claims = { ten: newId("tenant"), sub: newId("user"), sid: crypto.randomUUID(), role: "owner" };
  // Somebody who may, so that a refusal has no other reason than the token.
  beforeAll(async () => {
    await new TestApi().newTenant("owner", { tenantId: claims.ten, userId: claims.sub, sessionId: claims.sid });
  });
  const good = {
    iss: "netvexa",
    aud: "netvexa:api",
    typ: "at+jwt",
    exp: now + 600,
    nbf: now,
    claims: claims as object,
  };

  /** Signs as the product does, but for what a test changes. */
  async function sign(api: TestApi, { iss, aud, typ, exp, nbf, claims }: typeof good): Promise<string> {
    const { kid, privateKey } = await api.services.signingKeys.signer();
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: "ES256", kid, typ })
      .setIssuer(iss)
      .setAudience(aud)
      .setIssuedAt(now)
      .setNotBefore(nbf)
      .setExpirationTime(exp)
      .sign(privateKey);
  }

  it("is accepted as it was made", async () => {
    const { api, list } = await open();
    expect(await list({ token: await sign(api, good) })).toBe(200);
  });

  it.each([
    ["another audience", { aud: "netvexa:visitor" }],
    ["another issuer", { iss: "somebody" }],
    ["another type", { typ: "visitor+jwt" }],
    ["an end in the past", { exp: now - 10 }],
    ["a beginning to come", { nbf: now + 300 }],
    ["no tenant", { claims: { ...claims, ten: undefined } }],
    ["no session", { claims: { ...claims, sid: undefined } }],
    ["a session that nobody has", { claims: { ...claims, sid: crypto.randomUUID() } }],
    ["a tenant of others", { claims: { ...claims, ten: newId("tenant") } }],
    ["somebody else's session", { claims: { ...claims, sub: newId("user") } }],
    ["a tenant of another shape", { claims: { ...claims, ten: "ten_1" } }],
    ["an unknown role", { claims: { ...claims, role: "root" } }],
  ])("O-35 is refused with %s", async (_name, change) => {
    const { api, list } = await open();
    expect(await list({ token: await sign(api, { ...good, ...change }) })).toBe(401);
  });

  it("O-35 chooses neither its algorithm nor its key, here and at the socket", async () => {
    const { api, agentId, list } = await openWidget();
    const { kid } = await api.services.signingKeys.signer();
    const published = (await api.call("GET", "/.well-known/jwks.json")).json.keys.find(
      (key: { kid: string }) => key.kid === kid,
    );
    const own = (await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
      "sign",
      "verify",
    ])) as CryptoKeyPair;
    const ownJwk = (await crypto.subtle.exportKey("jwk", own.publicKey)) as JWK;
    const body = { iss: "netvexa", aud: "netvexa:api", iat: now, exp: now + 600, ...claims };
    const make = (header: { alg: string } & JWTHeaderParameters, key: CryptoKey | Uint8Array) =>
      new SignJWT(body).setProtectedHeader({ typ: "at+jwt", ...header }).sign(key);
    const forged = [
      await make({ alg: "HS256", kid }, encode(JSON.stringify(published))),
      await make({ alg: "HS256", kid }, encode(published.x)),
      await make({ alg: "HS256" }, encode(testEnv().ACCESS_TOKEN_SECRET ?? "")),
      await make({ alg: "HS256" }, encode(testEnv().VISITOR_TOKEN_SECRET ?? "")),
      await make({ alg: "ES256", kid }, own.privateKey),
      await make({ alg: "ES256", kid, jwk: ownJwk }, own.privateKey),
      await make({ alg: "ES256", kid: "unknown" }, own.privateKey),
      await make({ alg: "ES256", kid, jku: "https://evil.test/jwks.json" }, own.privateKey),
      await make({ alg: "ES256", kid: "../../dev/null" }, own.privateKey),
      await make({ alg: "ES256" }, own.privateKey),
    ];
    for (const token of forged) {
      expect(await list({ token })).toBe(401);
      const headers = { upgrade: "websocket", origin: PAGE, "sec-websocket-protocol": `netvexa.v1, token.${token}` };
      (await api.fetch("GET", "/v1/chat", { headers })).webSocket?.accept();
      const session = await api.call("POST", `/v1/widget/${agentId}/sessions`, {
        body: { token },
        headers: { origin: PAGE },
      });
      expect(session.status).toBe(201);
    }
    expect(api.world.joins).toEqual([]);
  });

  it("O-35 is refused without an algorithm, with any letter changed, and as another kind of token", async () => {
    const { api, token, tenantId, list } = await open();
    const part = (value: object) => btoa(JSON.stringify(value)).replaceAll("=", "");
    const payload = { ...claims, iss: "netvexa", aud: "netvexa:api", iat: now, exp: now + 600 };
    const unsigned = ["none", "None", "NONE"].map((alg) => `${part({ alg, typ: "at+jwt" })}.${part(payload)}.`);
    const flipped = token.split(".").map((piece, at, pieces) => {
      const middle = Math.floor(piece.length / 2);
      const changed = `${piece.slice(0, middle)}${piece[middle] === "A" ? "B" : "A"}${piece.slice(middle + 1)}`;
      return pieces.with(at, changed).join(".");
    });
    const visitor = await api.services.visitorTokens.sign({
      tenantId,
      agentId: newId("agent"),
      conversationId: newId("conversation"),
      visitorId: newId("visitor"),
      sessionId: newId("session"),
      origin: "https://shop.example",
    });
    for (const bad of [...unsigned, ...flipped, visitor.token, newId("agent"), "a.b.c", "..", ""]) {
      expect(await list({ token: bad })).toBe(401);
    }
  });

  it("lasts a quarter of an hour", async () => {
    const { api, token, list } = await open();
    expect(await list({ token })).toBe(200);
    api.world.nowMs += QUARTER_MS + 1_000;
    expect(await list({ token })).toBe(401);
  });

  it("is taken from its header only", async () => {
    const { api, token } = await open();
    for (const name of ["token", "access_token", "api_key", "key"]) {
      expect((await api.call("GET", `/v1/agents?${name}=${token}`)).problem.code).toBe("unauthenticated");
      expect((await api.call("GET", `/v1/agents?${name}=${token}`, { token })).problem.code).toBe("unauthenticated");
    }
    const headers = { "x-user-id": newId("user"), "x-tenant-id": newId("tenant"), authorization: `Basic ${token}` };
    expect((await api.call("GET", "/v1/agents", { headers })).status).toBe(401);
  });
});

describe("an API key", () => {
  it("acts for its tenant until it is revoked", async () => {
    const { api, token, list, newKey } = await open();
    const { id, key } = await newKey({ name: "CI" });
    expect(await list({ token: key })).toBe(200);
    const listed = await api.call("GET", "/v1/api-keys", { token });
    expect(listed.json.items).toMatchObject([{ id, name: "CI", prefix: key.slice(0, 10), scopes: ["read", "write"] }]);
    expect(listed.text).not.toContain(key);
    expect((await api.call("DELETE", `/v1/api-keys/${id}`, { token })).status).toBe(204);
    expect(await list({ token: key })).toBe(401);
  });

  it("is refused within five seconds by an isolate that knew it", async () => {
    const { api, token, newKey } = await open();
    const { id, key } = await newKey({ name: "CI" });
    const elsewhere = new TestApi();
    const use = async () => (await elsewhere.call("GET", "/v1/agents", { token: key })).status;
    expect(await use()).toBe(200);
    await api.call("DELETE", `/v1/api-keys/${id}`, { token });
    elsewhere.world.nowMs += 5_001;
    expect(await use()).toBe(401);
  });

  it("covers no more than its scopes, and never the keys themselves", async () => {
    const { api, newKey } = await open();
    const { key } = await newKey({ name: "Reader", scopes: ["read"] });
    expect((await api.call("GET", "/v1/agents", { token: key })).status).toBe(200);
    expect((await api.call("POST", "/v1/agents", { token: key, body: { name: "Guide" } })).status).toBe(403);
    const full = (await newKey({ name: "Full" })).key;
    expect((await api.call("GET", "/v1/api-keys", { token: full })).status).toBe(403);
    expect((await api.call("POST", "/v1/api-keys", { token: full, body: { name: "More" } })).status).toBe(403);
  });

  it("ends when it says", async () => {
    const { api, list, newKey } = await open();
    const { key } = await newKey({ name: "CI", expiresAt: new Date(api.world.nowMs + 60_000).toISOString() });
    expect(await list({ token: key })).toBe(200);
    api.world.nowMs += 60_001;
    expect(await list({ token: key })).toBe(401);
  });

  it("is unknown if it was never made, or is of another shape", async () => {
    const { list } = await open();
    for (const token of [`nvx_${"a".repeat(40)}`, "nvx_", `nvx_${"a".repeat(39)}`])
      expect(await list({ token })).toBe(401);
  });

  it("is managed by owners and admins only", async () => {
    const api = new TestApi();
    for (const [role, status] of [
      ["admin", 201],
      ["editor", 403],
      ["viewer", 403],
    ] as const) {
      const { token } = await api.newTenant(role);
      expect((await api.call("POST", "/v1/api-keys", { token, body: { name: "CI" } })).status).toBe(status);
    }
  });
});
