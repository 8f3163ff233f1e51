import { newId } from "@netvexa/contract/ids";
import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { TestApi, testEnv } from "../testing/test-api.ts";

const QUARTER_MS = 15 * 60_000;
const encode = (text: string) => new TextEncoder().encode(text);

async function open() {
  const api = new TestApi();
  const tenant = await api.newTenant();
  const list = async (options: Parameters<TestApi["call"]>[2]) => (await api.call("GET", "/v1/agents", options)).status;
  const newKey = async (body: object) => (await api.call("POST", "/v1/api-keys", { token: tenant.token, body })).json;
  return { api, ...tenant, list, newKey };
}

describe("an access token", () => {
  const now = Math.floor(Date.now() / 1000);
  const claims = { ten: newId("tenant"), sub: newId("user"), role: "owner" };
  const secret = encode(testEnv().ACCESS_TOKEN_SECRET ?? "");
  const good = { alg: "HS256", iss: "netvexa", aud: "netvexa:api", exp: now + 600, secret, claims: claims as object };
  const sign = ({ alg, iss, aud, exp, secret, claims }: typeof good) =>
    new SignJWT({ ...claims })
      .setProtectedHeader({ alg })
      .setIssuer(iss)
      .setAudience(aud)
      .setIssuedAt(now)
      .setExpirationTime(exp)
      .sign(secret);

  it("is accepted as it was made", async () => {
    const { list } = await open();
    expect(await list({ token: await sign(good) })).toBe(200);
  });

  it.each([
    ["another audience", { aud: "netvexa:visitor" }],
    ["another issuer", { iss: "somebody" }],
    ["another secret", { secret: encode("another-secret-another-secret-another") }],
    ["another algorithm", { alg: "HS384" }],
    ["an end in the past", { exp: now - 10 }],
    ["no tenant", { claims: { sub: "x", role: "owner" } }],
    ["a tenant of another shape", { claims: { ...claims, ten: "ten_1" } }],
    ["an unknown role", { claims: { ...claims, role: "root" } }],
  ])("is refused with %s", async (_name, change) => {
    const { list } = await open();
    expect(await list({ token: await sign({ ...good, ...change }) })).toBe(401);
  });

  it("is refused without an algorithm, with a changed letter, and as another kind of token", async () => {
    const { api, token, tenantId, list } = await open();
    const part = (value: object) => btoa(JSON.stringify(value)).replaceAll("=", "");
    const unsigned = `${part({ alg: "none" })}.${part({ ...claims, iss: "netvexa", aud: "netvexa:api", exp: now + 600 })}.`;
    const [head, payload, signature = ""] = token.split(".");
    const flipped = signature.startsWith("A") ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
    const visitor = await api.services.visitorTokens.sign({
      tenantId,
      agentId: newId("agent"),
      conversationId: newId("conversation"),
      visitorId: newId("visitor"),
      origin: "https://shop.example",
    });
    for (const bad of [unsigned, `${head}.${payload}.${flipped}`, visitor.token, newId("agent"), ""]) {
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
