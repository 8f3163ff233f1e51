import { newId } from "@netvexa/contract/ids";
import { type JWK, type JWTHeaderParameters, SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { everyAlteration, respellings, sampleAlterations } from "../testing/altered.ts";
import { type CallOptions, TestApi, testEnv } from "../testing/test-api.ts";

const encode = (text: string) => new TextEncoder().encode(text);

async function open() {
  const api = new TestApi();
  const tenant = await api.newTenant();
  const list = async (options: CallOptions) => (await api.call("GET", "/v1/agents", options)).status;
  return { api, ...tenant, list };
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

  it("O-35 chooses neither its algorithm nor its key", async () => {
    const { api, list } = await open();
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
    }
  });

  it("O-35 is refused without an algorithm, with a letter changed, and as another kind of token", async () => {
    const { api, token, tenantId, list } = await open();
    const part = (value: object) => btoa(JSON.stringify(value)).replaceAll("=", "");
    const payload = { ...claims, iss: "netvexa", aud: "netvexa:api", iat: now, exp: now + 600 };
    const unsigned = ["none", "None", "NONE"].map((alg) => `${part({ alg, typ: "at+jwt" })}.${part(payload)}.`);
    const visitor = await api.services.visitorTokens.sign({
      tenantId,
      agentId: newId("agent"),
      conversationId: newId("conversation"),
      visitorId: newId("visitor"),
      sessionId: newId("session"),
      origin: "https://shop.example",
    });
    for (const bad of [...unsigned, ...sampleAlterations(token), visitor.token, newId("agent"), "a.b.c", "..", ""]) {
      expect(await list({ token: bad })).toBe(401);
    }
  });

  it("O-35 is not known with any one bit changed, not even one that says nothing", async () => {
    const { api, token } = await open();
    const { accessTokens } = api.services;
    expect(await accessTokens.verify(token)).toBeDefined();
    for (const { altered, ...change } of everyAlteration(token)) {
      expect([change, await accessTokens.verify(altered)]).toEqual([change, undefined]);
    }
    for (const respelt of respellings(token)) {
      expect([respelt, await accessTokens.verify(respelt)]).toEqual([respelt, undefined]);
    }
  });
});
