import type { VisitorIdentity } from "@netvexa/contract/http/widget";
import { type Id, newId } from "@netvexa/contract/ids";
import { LIMITS } from "@netvexa/contract/limits";
import { utf8 } from "@netvexa/db/sealing/bytes";
import { errors, jwtVerify } from "jose";
import type { DoorOf } from "../doors/door-name.ts";
import { createSeal } from "./seal.ts";

export const IDENTITY_AUDIENCE = "netvexa:visitor-identity";
const PREFIX = "nvs_";
const SECRET_BYTES = 32;
const SHOWN_CHARS = 8;
const HMAC = { name: "HMAC", hash: "SHA-256" };
const HEX_DIGEST = /^[0-9a-f]{64}$/i;
const EXTERNAL_ID_MAX_CHARS = 200;

/** A secret as it lies in the database. */
export interface StoredSecret {
  id: Id<"visitorSecret">;
  sealed: string;
}

export interface NewSecret {
  secret: string;
  prefix: string;
  sealed: string;
}

/** Checks what a customer's server says of its visitors. */
export interface VisitorIdentities {
  newSecret(door: DoorOf, id: Id<"visitorSecret">): Promise<NewSecret>;
  /** The visitor's own id with the site, and the secret that vouched for it; undefined if none of them did. */
  verify(
    door: DoorOf,
    identity: VisitorIdentity,
    by: { secrets: readonly StoredSecret[]; takesHash: boolean },
  ): Promise<{ externalId: string; secretId: Id<"visitorSecret"> } | undefined>;
  /** The same for the same person on every device; says nothing to whoever does not have our key. */
  visitorIdOf(door: DoorOf, externalId: string): Promise<Id<"visitor">>;
}

export function createVisitorIdentities(deps: { secret: string; now: () => number }): VisitorIdentities {
  const { now } = deps;
  const seal = createSeal({ secret: deps.secret, purpose: "netvexa visitor secret" });
  let nameKey: CryptoKey | undefined;
  const importNameKey = async () => {
    nameKey ??= await deriveKey(utf8(deps.secret), "netvexa visitor id");
    return nameKey;
  };
  const rowOf = ({ tenantId, agentId }: DoorOf, id: string) => JSON.stringify([tenantId, agentId, id]);

  return {
    async newSecret(door, id) {
      const bytes = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
      const secret = PREFIX + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
      const prefix = secret.slice(0, PREFIX.length + SHOWN_CHARS);
      return { secret, prefix, sealed: await seal.seal(secret, rowOf(door, id)) };
    },
    async verify(door, identity, { secrets, takesHash }) {
      if ("hash" in identity && !takesHash) return undefined;
      for (const { id, sealed } of secrets) {
        const secret = await seal.open(sealed, rowOf(door, id));
        if (secret === undefined) continue;
        const key = await crypto.subtle.importKey("raw", utf8(secret), HMAC, false, ["verify"]);
        const externalId =
          "hash" in identity ? await readHash(key, identity) : await readToken(key, identity.token, door, now());
        if (externalId !== undefined) return { externalId, secretId: id };
      }
      return undefined;
    },
    async visitorIdOf({ tenantId, agentId }, externalId) {
      const text = utf8(JSON.stringify([tenantId, agentId, externalId]));
      const digest = new Uint8Array(await crypto.subtle.sign(HMAC, await importNameKey(), text));
      return newId("visitor", (bytes) => {
        bytes.set(digest.subarray(0, bytes.length));
        return bytes;
      });
    },
  };
}

async function readHash(
  key: CryptoKey,
  { userId, hash }: { userId: string; hash: string },
): Promise<string | undefined> {
  if (!HEX_DIGEST.test(hash)) return undefined;
  const bytes = Uint8Array.from(hash.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return (await crypto.subtle.verify(HMAC, key, bytes, utf8(userId))) ? userId : undefined;
}

async function readToken(
  key: CryptoKey,
  token: string,
  { agentId }: DoorOf,
  nowMs: number,
): Promise<string | undefined> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ["HS256"],
      audience: [IDENTITY_AUDIENCE, agentId],
      requiredClaims: ["sub", "exp"],
      clockTolerance: LIMITS.identityClockSkewSeconds,
      currentDate: new Date(nowMs),
    });
    const { sub = "", exp = 0 } = payload;
    const longestSeconds = nowMs / 1000 + LIMITS.identityTtlMaxSeconds + LIMITS.identityClockSkewSeconds;
    const isFit = typeof sub === "string" && sub !== "" && sub.length <= EXTERNAL_ID_MAX_CHARS && exp <= longestSeconds;
    return isFit ? sub : undefined;
  } catch (error) {
    // A header that cannot be decoded is a TypeError of the library.
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** A key for one purpose of a secret; it signs nothing else. */
export async function deriveKey(secret: BufferSource, purpose: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8(purpose) };
  return crypto.subtle.deriveKey(hkdf, material, { ...HMAC, length: 256 }, false, ["sign", "verify"]);
}
