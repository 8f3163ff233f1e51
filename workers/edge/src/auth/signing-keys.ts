import { LIMITS } from "@netvexa/contract/limits";
import type { Database } from "@netvexa/db/client";
import { controlBatch } from "@netvexa/db/control";
import { signingKey } from "@netvexa/db/schema/credentials";
import { desc, gt, lt } from "drizzle-orm";
import { createSeal, type Seal } from "./seal.ts";

/** The one algorithm of the pairs. */
export const SIGNING_ALGORITHM = "ES256";
const CURVE = { name: "ECDSA", namedCurve: "P-256" } as const;

const DAY_MS = 86_400_000;
/** How long a pair signs before the next one takes over. */
const SIGNS_FOR_MS = DAY_MS;
/** A pair stays known for as long as a token of its last second lives, and a little for clocks that differ. */
const KNOWN_FOR_MS = SIGNS_FOR_MS + LIMITS.accessTokenTtlSeconds * 1000 + 60_000;
const FORGOTTEN_AFTER_MS = 30 * DAY_MS;
/** A stranger may name any key: asking the database for unknown ones is rationed. */
const READ_AGAIN_AFTER_MS = 5_000;

export interface PublicJwk {
  kty: string;
  crv: string;
  x: string;
  y: string;
}

/** The rotating pairs behind access tokens. Their public halves are for everybody; all isolates share them. */
export interface SigningKeys {
  /** The pair that signs now; made if there is none that is young enough. */
  signer(): Promise<{ kid: string; privateKey: CryptoKey }>;
  verifier(kid: string): Promise<CryptoKey | undefined>;
  published(): Promise<(PublicJwk & { kid: string; alg: string; use: "sig" })[]>;
}

interface Pair {
  kid: string;
  createdAtMs: number;
  jwk: PublicJwk;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
}

interface Options {
  db: Database;
  secret: string;
  now: () => number;
}

/** Reads the pairs once for each isolate, then only for a key it does not know and to make the next one. */
export function createSigningKeys({ db, secret, now }: Options): SigningKeys {
  const seal = createSeal({ secret, purpose: "netvexa signing key" });
  let pairs: readonly Pair[] = [];
  let readAtMs = Number.NEGATIVE_INFINITY;

  const isKnown = (pair: Pair) => now() - pair.createdAtMs < KNOWN_FOR_MS;
  const isSigning = (pair: Pair) => pair.createdAtMs <= now() && now() - pair.createdAtMs < SIGNS_FOR_MS;
  const read = async () => {
    readAtMs = now();
    pairs = await readPairs({ db, seal, sinceMs: readAtMs - KNOWN_FOR_MS });
  };
  const readIfDue = async () => {
    if (Math.abs(now() - readAtMs) >= READ_AGAIN_AFTER_MS) await read();
  };

  return {
    async signer() {
      if (!pairs.some(isSigning)) await read();
      const known = pairs.find(isSigning);
      if (known !== undefined) return known;
      const made = await makePair({ db, seal, nowMs: now() });
      pairs = [made, ...pairs];
      return made;
    },
    async verifier(kid) {
      const find = () => pairs.find((pair) => pair.kid === kid && isKnown(pair));
      if (find() === undefined) await readIfDue();
      return find()?.publicKey;
    },
    async published() {
      await readIfDue();
      return pairs.filter(isKnown).map(({ kid, jwk: { kty, crv, x, y } }) => {
        return { kty, crv, x, y, kid, alg: SIGNING_ALGORITHM, use: "sig" as const };
      });
    },
  };
}

interface Store {
  db: Database;
  seal: Seal;
}

/** Newest first. A pair that was sealed under another secret is none of ours: to change the secret ends every token. */
async function readPairs({ db, seal, sinceMs }: Store & { sinceMs: number }): Promise<Pair[]> {
  const [rows] = await controlBatch(db, (query) => [
    query
      .select()
      .from(signingKey)
      .where(gt(signingKey.createdAt, new Date(sinceMs)))
      .orderBy(desc(signingKey.createdAt)),
  ]);
  const pairs = await Promise.all(
    rows.map(async ({ id: kid, publicJwk: jwk, sealedPrivate, createdAt }) => {
      const opened = await seal.open(sealedPrivate, kid);
      if (opened === undefined) return [];
      const privateKey = await importKey(JSON.parse(opened), "sign");
      return [{ kid, jwk, createdAtMs: createdAt.getTime(), privateKey, publicKey: await importKey(jwk, "verify") }];
    }),
  );
  return pairs.flat();
}

async function makePair({ db, seal, nowMs }: Store & { nowMs: number }): Promise<Pair> {
  const made = (await crypto.subtle.generateKey(CURVE, true, ["sign", "verify"])) as CryptoKeyPair;
  const [privateJwk, publicJwk] = await Promise.all([exportJwk(made.privateKey), exportJwk(made.publicKey)]);
  const { kty = "", crv = "", x = "", y = "" } = publicJwk;
  const jwk = { kty, crv, x, y };
  const kid = crypto.randomUUID();
  const row = {
    id: kid,
    publicJwk: jwk,
    sealedPrivate: await seal.seal(JSON.stringify(privateJwk), kid),
    createdAt: new Date(nowMs),
  };
  await controlBatch(db, (query) => [
    query.insert(signingKey).values(row),
    query.delete(signingKey).where(lt(signingKey.createdAt, new Date(nowMs - FORGOTTEN_AFTER_MS))),
  ]);
  return { kid, jwk, createdAtMs: nowMs, privateKey: made.privateKey, publicKey: made.publicKey };
}

async function exportJwk(key: CryptoKey): Promise<JsonWebKey> {
  return (await crypto.subtle.exportKey("jwk", key)) as JsonWebKey;
}

function importKey(jwk: JsonWebKey, usage: "sign" | "verify"): Promise<CryptoKey> {
  return crypto.subtle.importKey("jwk", jwk, CURVE, false, [usage]);
}
