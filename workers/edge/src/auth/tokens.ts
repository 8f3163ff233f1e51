import { type Id, isId } from "@netvexa/contract/ids";
import { LIMITS } from "@netvexa/contract/limits";
import { errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { isMemberRole, type MemberRole } from "../services/permissions.ts";

export interface AccessClaims {
  tenantId: Id<"tenant">;
  userId: string;
  role: MemberRole;
}

export interface VisitorClaims {
  tenantId: Id<"tenant">;
  agentId: Id<"agent">;
  conversationId: Id<"conversation">;
  visitorId: Id<"visitor">;
  /** The page's origin that the token was made for. */
  origin: string;
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

interface KindOptions<C> {
  secret: string;
  audience: string;
  ttlSeconds: number;
  now: () => number;
  pack: (claims: C) => JWTPayload;
  unpack: (payload: JWTPayload) => C | undefined;
}

const ISSUER = "netvexa";
const ALGORITHM = "HS256";

function createTokenKind<C>(options: KindOptions<C>): TokenKind<C> {
  let imported: CryptoKey | undefined;
  const key = async () => {
    imported ??= await crypto.subtle.importKey(
      "raw",
      new TextEncoder().encode(options.secret),
      { name: "HMAC", hash: "SHA-256" },
      false,
      ["sign", "verify"],
    );
    return imported;
  };
  return {
    async sign(claims) {
      const issuedAt = Math.floor(options.now() / 1000);
      const expiresAt = issuedAt + options.ttlSeconds;
      const token = await new SignJWT(options.pack(claims))
        .setProtectedHeader({ alg: ALGORITHM, typ: "JWT" })
        .setIssuer(ISSUER)
        .setAudience(options.audience)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(await key());
      return { token, expiresAtMs: expiresAt * 1000 };
    },
    async verify(token, { graceSeconds = 0 } = {}) {
      try {
        const { payload } = await jwtVerify(token, await key(), {
          algorithms: [ALGORITHM],
          issuer: ISSUER,
          audience: options.audience,
          requiredClaims: ["exp", "iat"],
          currentDate: new Date(options.now() - graceSeconds * 1000),
        });
        return options.unpack(payload);
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
  };
}

const AccessPayload = z.object({ ten: z.string(), sub: z.string(), role: z.string() });

export function createAccessTokens(options: { secret: string; now: () => number }): TokenKind<AccessClaims> {
  return createTokenKind({
    ...options,
    audience: "netvexa:api",
    ttlSeconds: LIMITS.accessTokenTtlSeconds,
    pack: (claims) => ({ ten: claims.tenantId, sub: claims.userId, role: claims.role }),
    unpack(payload) {
      const { data } = AccessPayload.safeParse(payload);
      if (data === undefined || !isId("tenant", data.ten) || !isMemberRole(data.role)) return undefined;
      return { tenantId: data.ten, userId: data.sub, role: data.role };
    },
  });
}

const VisitorPayload = z.object({
  ten: z.string(),
  agt: z.string(),
  cnv: z.string(),
  vis: z.string(),
  org: z.string(),
});

export function createVisitorTokens(options: { secret: string; now: () => number }): TokenKind<VisitorClaims> {
  return createTokenKind({
    ...options,
    audience: "netvexa:visitor",
    ttlSeconds: LIMITS.visitorTokenTtlSeconds,
    pack: (claims) => ({
      ten: claims.tenantId,
      agt: claims.agentId,
      cnv: claims.conversationId,
      vis: claims.visitorId,
      org: claims.origin,
    }),
    unpack(payload) {
      const { data } = VisitorPayload.safeParse(payload);
      if (data === undefined || !isId("tenant", data.ten) || !isId("agent", data.agt)) return undefined;
      if (!isId("conversation", data.cnv) || !isId("visitor", data.vis)) return undefined;
      return {
        tenantId: data.ten,
        agentId: data.agt,
        conversationId: data.cnv,
        visitorId: data.vis,
        origin: data.org,
      };
    },
  });
}
