import type { Id } from "@netvexa/contract/ids";
import { controlBatch } from "@netvexa/db/control";
import { member } from "@netvexa/db/schema/tenant";
import { and, eq } from "drizzle-orm";
import type { Services } from "../context.ts";
import { isMemberRole, type MemberRole } from "../permissions.ts";

/**
 * The user's role in the tenant at this moment; undefined if they are no member any more. Read anew each time, for
 * a signed token remembers a role that may have been taken away since.
 */
export async function findRole(
  { db }: Pick<Services, "db">,
  { tenantId, userId }: { tenantId: Id<"tenant">; userId: string },
): Promise<MemberRole | undefined> {
  const [[row]] = await controlBatch(db, (query) => [
    query
      .select({ role: member.role })
      .from(member)
      .where(and(eq(member.tenantId, tenantId), eq(member.userId, userId))),
  ]);
  return isMemberRole(row?.role) ? row.role : undefined;
}
