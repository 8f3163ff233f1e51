import type { Id } from "@netvexa/contract/ids";
import { controlBatch } from "@netvexa/db/control";
import { authSession } from "@netvexa/db/schema/auth";
import { member } from "@netvexa/db/schema/tenant";
import { and, eq, gt, isNull } from "drizzle-orm";
import type { Services } from "../context.ts";
import { isMemberRole, type MemberRole } from "../permissions.ts";

/**
 * The user's role in the tenant at this moment; undefined if the session has ended, or if they are no member any
 * more or are suspended. Read anew each time, for a signed token remembers what may have been taken away since.
 */
export async function findRole(
  { db, now }: Pick<Services, "db" | "now">,
  { tenantId, userId, sessionId }: { tenantId: Id<"tenant">; userId: string; sessionId: string },
): Promise<MemberRole | undefined> {
  const [[row]] = await controlBatch(db, (query) => [
    query
      .select({ role: member.role })
      .from(member)
      .innerJoin(authSession, eq(authSession.userId, member.userId))
      .where(
        and(
          eq(member.tenantId, tenantId),
          eq(member.userId, userId),
          isNull(member.suspendedAt),
          eq(authSession.id, sessionId),
          gt(authSession.expiresAt, new Date(now())),
        ),
      ),
  ]);
  return isMemberRole(row?.role) ? row.role : undefined;
}
