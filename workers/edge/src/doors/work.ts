import { LIMITS } from "@netvexa/contract/limits";
import type { WorkWanted } from "@netvexa/contract/problem";
import { fromBase64Url, randomBytes, toBase64Url, utf8 } from "@netvexa/db/sealing/bytes";
import type { Solution } from "./admission.ts";

/** A challenge that was solved, by the name under which it is spent. */
export interface Solved {
  id: string;
  endsAtMs: number;
}

const ID_BYTES = 12;
const CHALLENGE = /^(\d{1,2})\.(\d{1,15})\.([\w-]{16})\.([\w-]{43})$/;
const HMAC = { name: "HMAC", hash: "SHA-256" };

/** The key of one door, so that a challenge of another agent is none here. */
export function importWorkKey(raw: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", raw, HMAC, false, ["sign", "verify"]);
}

export async function makeChallenge(key: CryptoKey, bits: number, nowMs: number): Promise<WorkWanted> {
  const text = `${bits}.${nowMs + LIMITS.workTtlSeconds * 1000}.${toBase64Url(randomBytes(ID_BYTES))}`;
  const mark = new Uint8Array(await crypto.subtle.sign(HMAC, key, utf8(text)));
  return { challenge: `${text}.${toBase64Url(mark)}`, bits };
}

/** Undefined for a challenge that this door did not make, that has ended, or that took less work than it asked for. */
export async function checkWork(
  key: CryptoKey,
  { challenge, nonce }: Solution,
  nowMs: number,
): Promise<Solved | undefined> {
  const [, bits = "", endsAt = "", id = "", mark = ""] = CHALLENGE.exec(challenge) ?? [];
  const endsAtMs = Number(endsAt);
  if (id === "" || endsAtMs <= nowMs) return undefined;
  const isOwn = await crypto.subtle.verify(HMAC, key, fromBase64Url(mark), utf8(`${bits}.${endsAt}.${id}`));
  if (!isOwn) return undefined;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(`${challenge}.${nonce}`)));
  return leadingZeroBits(digest) >= Number(bits) ? { id, endsAtMs } : undefined;
}

export function leadingZeroBits(digest: Uint8Array): number {
  let bits = 0;
  for (const byte of digest) {
    if (byte !== 0) return bits + Math.clz32(byte) - 24;
    bits += 8;
  }
  return bits;
}
