import { type Id, isId } from "@netvexa/contract/ids";
import { LIMITS } from "@netvexa/contract/limits";
import { base64url, decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { isMemberRole, type MemberRole } from "../services/permissions.ts";
import { SIGNING_ALGORITHM, type SigningKeys } from "./signing-keys.ts";

export interface AccessClaims {
  tenantId: Id<"tenant">;
  userId: string;
  /** The session that the token was given to, by its row and not by its secret; the token ends with it. */
  sessionId: string;
  role: MemberRole;
}

export interface VisitorClaims {
  tenantId: Id<"tenant">;
  agentId: Id<"agent">;
  conversationId: Id<"conversation">;
  visitorId: Id<"visitor">;
  /** The page's origin that the token was made for. */
  origin: string;
  /** What sign-out ends; goes on through renewals and new conversations. */
  sessionId: Id<"session">;
  /** Of a signed-in visitor: the secret that vouched for it. */
  secretId?: Id<"visitorSecret"> | undefined;
}

export interface SignedToken {
  token: string;
  expiresAtMs: number;
}

/** Makes and checks one kind of token. A token of another kind, key or algorithm verifies as undefined. */
export interface TokenKind<C> {
  sign(claims: C): Promise<SignedToken>;
  /** `graceSeconds` accepts a token that long after its expiry. */
  verify(token: string, options?: { graceSeconds?: number }): Promise<C | undefined>;
}

/** Keys of one kind of token and the algorithm they are for; no token may choose another. */
interface KeyRing {
  algorithm: "ES256" | "HS256";
  signer(): Promise<{ kid?: string; key: CryptoKey }>;
  /** The key that a token of this header must be signed with; undefined if there is none. */
  verifier(header: { kid?: string }): Promise<CryptoKey | undefined>;
}

interface KindOptions<C> {
  keys: KeyRing;
  audience: string;
  type: string;
  ttlSeconds: number;
  now: () => number;
  pack: (claims: C) => JWTPayload;
  unpack: (payload: JWTPayload) => C | undefined;
}

const ISSUER = "netvexa";

function createTokenKind<C>({ keys, audience, type, ttlSeconds, now, pack, unpack }: KindOptions<C>): TokenKind<C> {
  return {
    async sign(claims) {
      const issuedAt = Math.floor(now() / 1000);
      const expiresAt = issuedAt + ttlSeconds;
      const { kid, key } = await keys.signer();
      const token = await new SignJWT(pack(claims))
        .setProtectedHeader({ alg: keys.algorithm, typ: type, ...(kid === undefined ? {} : { kid }) })
        .setIssuer(ISSUER)
        .setAudience(audience)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(key);
      return { token, expiresAtMs: expiresAt * 1000 };
    },
    async verify(token, { graceSeconds = 0 } = {}) {
      try {
        if (!isSpelledAsMade(token)) return undefined;
        const key = await keys.verifier(decodeProtectedHeader(token));
        if (key === undefined) return undefined;
        const { payload } = await jwtVerify(token, key, {
          algorithms: [keys.algorithm],
          issuer: ISSUER,
          audience,
          typ: type,
          requiredClaims: ["exp", "iat"],
          currentDate: new Date(now() - graceSeconds * 1000),
        });
        return unpack(payload);
      } catch (error) {
        // A header that cannot be decoded is a TypeError of the library.
        if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
        throw error;
      }
    },
  };
}

/**
 * The signature covers the spelling of the other parts but not its own: bits that only fill its last letter up, padding
 * and other alphabets are lost in decoding, and each would make another token that is as good.
 */
function isSpelledAsMade(token: string): boolean {
  const signature = token.slice(token.lastIndexOf(".") + 1);
  return base64url.encode(base64url.decode(signature)) === signature;
}

/** One key that stays, known to nobody but us. */
function symmetricRing(secret: string): KeyRing {
  let imported: CryptoKey | undefined;
  const key = async () => {
    imported ??= await crypto.subtle.importKey(
      "raw",
      new TextEncoder().encode(secret),
      { name: "HMAC", hash: "SHA-256" },
      false,
      ["sign", "verify"],
    );
    return imported;
  };
  return { algorithm: "HS256", signer: async () => ({ key: await key() }), verifier: key };
}

/** Pairs that rotate; a token names the one that signed it. */
function rotatingRing(pairs: SigningKeys): KeyRing {
  return {
    algorithm: SIGNING_ALGORITHM,
    async signer() {
      const { kid, privateKey } = await pairs.signer();
      return { kid, key: privateKey };
    },
    verifier: async ({ kid }) => (kid === undefined ? undefined : pairs.verifier(kid)),
  };
}

const AccessPayload = z.object({ ten: z.string(), sub: z.string(), sid: z.string().min(1), role: z.string() });

export function createAccessTokens({ keys, now }: { keys: SigningKeys; now: () => number }): TokenKind<AccessClaims> {
  return createTokenKind({
    keys: rotatingRing(keys),
    now,
    type: "at+jwt",
    audience: "netvexa:api",
    ttlSeconds: LIMITS.accessTokenTtlSeconds,
    pack: (claims) => ({ ten: claims.tenantId, sub: claims.userId, sid: claims.sessionId, role: claims.role }),
    unpack(payload) {
      const { data } = AccessPayload.safeParse(payload);
      if (data === undefined || !isId("tenant", data.ten) || !isMemberRole(data.role)) return undefined;
      return { tenantId: data.ten, userId: data.sub, sessionId: data.sid, role: data.role };
    },
  });
}

const VisitorPayload = z.object({
  ten: z.string(),
  agt: z.string(),
  cnv: z.string(),
  vis: z.string(),
  org: z.string(),
  ses: z.string(),
  sec: z.string().optional(),
});

export function createVisitorTokens({ secret, now }: { secret: string; now: () => number }): TokenKind<VisitorClaims> {
  return createTokenKind({
    keys: symmetricRing(secret),
    now,
    type: "visitor+jwt",
    audience: "netvexa:visitor",
    ttlSeconds: LIMITS.visitorTokenTtlSeconds,
    pack: (claims) => ({
      ten: claims.tenantId,
      agt: claims.agentId,
      cnv: claims.conversationId,
      vis: claims.visitorId,
      org: claims.origin,
      ses: claims.sessionId,
      ...(claims.secretId === undefined ? {} : { sec: claims.secretId }),
    }),
    unpack(payload) {
      const { data } = VisitorPayload.safeParse(payload);
      if (data === undefined || !isId("tenant", data.ten) || !isId("agent", data.agt)) return undefined;
      if (!isId("conversation", data.cnv) || !isId("visitor", data.vis) || !isId("session", data.ses)) return undefined;
      if (data.sec !== undefined && !isId("visitorSecret", data.sec)) return undefined;
      return {
        tenantId: data.ten,
        agentId: data.agt,
        conversationId: data.cnv,
        visitorId: data.vis,
        origin: data.org,
        sessionId: data.ses,
        ...(data.sec === undefined ? {} : { secretId: data.sec }),
      };
    },
  });
}

/** When a token that has been verified ends, in milliseconds. */
export function expiryOf(token: string): number {
  return (decodeJwt(token).exp ?? 0) * 1000;
}
