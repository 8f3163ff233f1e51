import { openDatabase } from "@netvexa/db/client";
import { controlBatch } from "@netvexa/db/control";
import { signingKey } from "@netvexa/db/schema/credentials";
import { eq } from "drizzle-orm";
import { decodeProtectedHeader } from "jose";
import { expect, it, vi } from "vitest";
import { TestApi, testEnv } from "../testing/test-api.ts";
import { createSigningKeys } from "./signing-keys.ts";

const HOUR_MS = 3_600_000;
const db = openDatabase({ url: testEnv().DATABASE_URL ?? "" });
const SECRET = "sealing-0123456789-0123456789-0123456789";
/** Far from the time of other tests, whose pairs stand in the same table. */
let epochMs = Date.UTC(2031, 0, 1);

function openKeys(secret = SECRET) {
  epochMs += 100 * 24 * HOUR_MS;
  const clock = { nowMs: epochMs };
  const isolate = (own = secret) => createSigningKeys({ db, secret: own, now: () => clock.nowMs });
  return { clock, isolate, keys: isolate() };
}

it("one pair signs for a day, then the next, and the one before stays good for its tokens' lifetime", async () => {
  const { clock, keys } = openKeys();
  const first = await keys.signer();
  clock.nowMs += 24 * HOUR_MS - 1;
  expect((await keys.signer()).kid).toBe(first.kid);
  clock.nowMs += 1;
  const second = await keys.signer();
  expect(second.kid).not.toBe(first.kid);
  expect((await keys.published()).map(({ kid }) => kid)).toEqual([second.kid, first.kid]);
  expect(await keys.verifier(first.kid)).toBeDefined();
  clock.nowMs += HOUR_MS;
  expect(await keys.verifier(first.kid)).toBeUndefined();
  expect((await keys.published()).map(({ kid }) => kid)).toEqual([second.kid]);
});

it("isolates share the pairs, and ask for an unknown one at most every five seconds", async () => {
  const { clock, isolate, keys } = openKeys();
  const elsewhere = isolate();
  expect(await elsewhere.verifier("unknown")).toBeUndefined();
  const { kid } = await keys.signer();
  const asked = vi.spyOn(globalThis, "fetch");
  expect(await elsewhere.verifier(kid)).toBeUndefined();
  expect(asked).not.toHaveBeenCalled();
  clock.nowMs += 5_000;
  expect(await elsewhere.verifier(kid)).toBeDefined();
  expect(asked).toHaveBeenCalledTimes(1);
  for (let count = 0; count < 20; count += 1) await elsewhere.verifier(kid);
  expect((await elsewhere.signer()).kid).toBe(kid);
  expect(asked).toHaveBeenCalledTimes(1);
  asked.mockRestore();
});

it("O-42 the private half is sealed in the database, to its own row and secret", async () => {
  const { isolate, keys } = openKeys();
  const { kid } = await keys.signer();
  const [[row]] = await controlBatch(db, (query) => [query.select().from(signingKey).where(eq(signingKey.id, kid))]);
  expect(Object.keys(row?.publicJwk ?? {}).sort()).toEqual(["crv", "kty", "x", "y"]);
  expect(row?.sealedPrivate).not.toContain('"d"');
  expect(() => JSON.parse(atob(row?.sealedPrivate ?? ""))).toThrow();
  const stranger = isolate("another-0123456789-0123456789-0123456789");
  expect(await stranger.verifier(kid)).toBeUndefined();
  expect((await stranger.signer()).kid).not.toBe(kid);
});

it("the key set shows public halves only, and the one that signed a token among them", async () => {
  const api = new TestApi();
  const { token } = await api.newTenant();
  const { status, json, headers } = await api.call("GET", "/.well-known/jwks.json");
  expect([status, headers.get("cache-control")]).toEqual([200, "public, max-age=300"]);
  const { kid } = decodeProtectedHeader(token);
  const shown = json.keys.find((key: { kid: string }) => key.kid === kid);
  expect(Object.keys(shown).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
});
