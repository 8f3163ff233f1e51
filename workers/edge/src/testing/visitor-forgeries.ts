import { newId } from "@netvexa/contract/ids";
import { LIMITS } from "@netvexa/contract/limits";
import { decodeJwt, type JWTHeaderParameters, type JWTPayload, SignJWT } from "jose";
import { type TestApi, testEnv } from "./test-api.ts";

type Header = JWTHeaderParameters & { alg: string };
type Key = CryptoKey | Uint8Array;

const TYPE = "visitor+jwt";
const encode = (text: string) => new TextEncoder().encode(text);
const part = (value: object) =>
  btoa(JSON.stringify(value)).replaceAll("=", "").replaceAll("+", "-").replaceAll("/", "_");
const ours = () => encode(testEnv().VISITOR_TOKEN_SECRET ?? "");

function sign(payload: JWTPayload, { header = {}, key = ours() }: { header?: Partial<Header>; key?: Key } = {}) {
  const { alg = "HS256", typ = TYPE, ...more } = header;
  // Signing takes any `crit`, as the point is what checking makes of it.
  const crit = Object.fromEntries((more.crit ?? []).map((name) => [name, true]));
  return new SignJWT(payload).setProtectedHeader({ alg, typ, ...more }).sign(key, { crit });
}

async function newPair(algorithm: SubtleCryptoGenerateKeyAlgorithm): Promise<CryptoKeyPair> {
  return (await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"])) as CryptoKeyPair;
}

const RSA = { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" };

/** Made by somebody who has every claim of a good token and all that we publish, but not the secret. */
async function byStrangers(api: TestApi, good: string, payload: JWTPayload): Promise<Record<string, string>> {
  const { kid, privateKey } = await api.services.signingKeys.signer();
  const published = (await api.services.signingKeys.published()).find((key) => key.kid === kid);
  const own = await newPair({ name: "ECDSA", namedCurve: "P-256" });
  const [rsa, pss] = [await newPair({ name: "RSASSA-PKCS1-v1_5", ...RSA }), await newPair({ name: "RSA-PSS", ...RSA })];
  const jwk = (await crypto.subtle.exportKey("jwk", own.publicKey)) as JsonWebKey & { kty: string };
  const zeros = new Uint8Array(32);
  const [, claims = "", signature = ""] = good.split(".");
  const unsigned = ["none", "None", "NONE", "", "HS256"].flatMap((alg) => [
    [`no signature, as "${alg}"`, `${part({ alg, typ: TYPE })}.${claims}.`],
    [`nothing after the claims, as "${alg}"`, `${part({ alg, typ: TYPE })}.${claims}`],
  ]);
  return {
    ...Object.fromEntries(unsigned),
    "the good signature, as none": `${part({ alg: "none", typ: TYPE })}.${claims}.${signature}`,
    "an algorithm of another strength": await sign(payload, { header: { alg: "HS512" }, key: zeros }),
    "an ES256 key of one's own": await sign(payload, { header: { alg: "ES256" }, key: own.privateKey }),
    "an RS256 key of one's own": await sign(payload, { header: { alg: "RS256" }, key: rsa.privateKey }),
    "a PS256 key of one's own": await sign(payload, { header: { alg: "PS256" }, key: pss.privateKey }),
    "the key of access tokens": await sign(payload, { header: { alg: "ES256", kid }, key: privateKey }),
    "the published key as a secret": await sign(payload, { header: { kid }, key: encode(JSON.stringify(published)) }),
    "a published coordinate as a secret": await sign(payload, { header: { kid }, key: encode(published?.x ?? "") }),
    "zeros as a secret": await sign(payload, { key: zeros }),
    "a secret of one's own": await sign(payload, { key: encode("visitor-9876543210-9876543210") }),
    "the secret of sign-in": await sign(payload, { key: encode(testEnv().AUTH_SECRET ?? "") }),
    "the secret of access tokens": await sign(payload, { key: encode(testEnv().ACCESS_TOKEN_SECRET ?? "") }),
    "a key in its header": await sign(payload, { header: { alg: "ES256", jwk }, key: own.privateKey }),
    "an address of keys": await sign(payload, { header: { jku: "https://evil.test/jwks.json" }, key: zeros }),
    "an unknown kid": await sign(payload, { header: { kid: "unknown" }, key: zeros }),
    "a path as kid": await sign(payload, { header: { kid: "../../dev/null" }, key: zeros }),
  };
}

/** Signed with our secret, which nobody but us has: what is refused here is refused for what it says. */
async function byOurselves(payload: JWTPayload, nowMs: number): Promise<Record<string, string>> {
  const now = Math.floor(nowMs / 1000);
  const changed = (change: object) => sign({ ...payload, ...change });
  const missing = ["iss", "aud", "exp", "iat", "ten", "agt", "cnv", "vis", "org", "ses"].map(
    async (name) => [`no ${name}`, await changed({ [name]: undefined })] as const,
  );
  const misshapen = ["ten", "agt", "cnv", "vis", "ses", "sec"].map(
    async (name) => [`an id of another kind as ${name}`, await changed({ [name]: newId("user") })] as const,
  );
  return {
    ...Object.fromEntries(await Promise.all([...missing, ...misshapen])),
    "another strength of our secret": await sign(payload, { header: { alg: "HS512" } }),
    "the type of access tokens": await sign(payload, { header: { typ: "at+jwt" } }),
    "no type": await sign(payload, { header: { typ: "" } }),
    "a critical header that nobody knows": await sign(payload, { header: { crit: ["own"], own: 1 } }),
    "another audience": await changed({ aud: "netvexa:api" }),
    "another issuer": await changed({ iss: "somebody" }),
    "an end before the days of grace": await changed({ exp: now - LIMITS.visitorResumeTtlSeconds }),
    "an end that is no number": await changed({ exp: "never" }),
    "a beginning to come": await changed({ nbf: now + 300 }),
    "a page that is no text": await changed({ org: [payload.org] }),
  };
}

/** Forgeries of a good token, by what is wrong with each; none is one at any door, whatever its page. */
export async function forgeriesOf(api: TestApi, good: string): Promise<[string, string][]> {
  const payload = decodeJwt(good);
  const strangers = await byStrangers(api, good, payload);
  return Object.entries({ ...strangers, ...(await byOurselves(payload, api.world.nowMs)) });
}

/** A token that we might have made ourselves, but for the claims that differ. */
export function reclaimed(good: string, claims: Record<string, unknown>): Promise<string> {
  return sign({ ...decodeJwt(good), ...claims });
}
