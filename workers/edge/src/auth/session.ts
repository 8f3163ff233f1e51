import type { AccessToken } from "@netvexa/contract/http/widget";
import { ServiceError } from "@netvexa/contract/problem";
import { controlBatch } from "@netvexa/db/control";
import { member } from "@netvexa/db/schema/tenant";
import { asc, eq } from "drizzle-orm";
import type { Env } from "../env.ts";
import type { Services } from "../services/context.ts";
import { isMemberRole } from "../services/permissions.ts";
import { createOwnTenant, type Membership } from "./own-tenant.ts";

export interface Session {
  id: string;
  userId: string;
  /** The tenant that the user chose last, if any. */
  tenantId: string | undefined;
}

/**
 * Exchanges the session cookie for a short token with the user's present role. A browser names the page's
 * origin: only our own may ask.
 */
export async function issueAccessToken(services: Services, env: Env, request: Request): Promise<AccessToken> {
  const origin = request.headers.get("origin");
  if (origin !== null && origin !== services.publicUrl) throw new ServiceError("origin_not_allowed");
  if (!request.headers.has("cookie")) throw new ServiceError("unauthenticated");
  // Neither is needed by the visitors whom a cold isolate answers first.
  const [{ readSession }, gate] = await Promise.all([import("./better-auth.ts"), import("./token-gate.ts")]);
  await gate.passTokenAddress(services, env, request.headers);
  const session = await readSession(env, services, request.headers);
  if (session === undefined) throw new ServiceError("unauthenticated");
  await gate.passTokenUser(services, env, session.userId);
  const { tenantId, role } =
    (await findMembership(services, session)) ?? (await createOwnTenant(services, session.userId));
  const { token, expiresAtMs } = await services.accessTokens.sign({
    tenantId,
    userId: session.userId,
    sessionId: session.id,
    role,
  });
  return { token, expiresAt: new Date(expiresAtMs).toISOString(), tenantId, role };
}

/**
 * In the chosen tenant if the user is still a member there, else in the first one joined. Whoever is suspended
 * wherever they are a member is told so, and gets no tenant of their own instead.
 */
async function findMembership(services: Services, session: Session): Promise<Membership | undefined> {
  const [rows] = await controlBatch(services.db, (query) => [
    query
      .select({ tenantId: member.tenantId, role: member.role, suspendedAt: member.suspendedAt })
      .from(member)
      .where(eq(member.userId, session.userId))
      .orderBy(asc(member.createdAt)),
  ]);
  if (rows.length === 0) return undefined;
  const open = rows.filter((row) => row.suspendedAt === null);
  const found = open.find((row) => row.tenantId === session.tenantId) ?? open[0];
  if (found === undefined) throw new ServiceError("forbidden", { detail: "Your membership is suspended." });
  if (!isMemberRole(found.role)) throw new ServiceError("forbidden");
  return { tenantId: found.tenantId, role: found.role };
}
