import type { List, ListQuery } from "@netvexa/contract/http/list";
import type { Member } from "@netvexa/contract/http/members";
import { isId } from "@netvexa/contract/ids";
import { controlBatch } from "@netvexa/db/control";
import { authUser } from "@netvexa/db/schema/auth";
import { member } from "@netvexa/db/schema/tenant";
import { and, desc, eq } from "drizzle-orm";
import type { Context } from "../context.ts";
import { decodeCursor, toPage } from "../cursor.ts";
import { exactText, olderThan } from "../keyset.ts";
import { isMemberRole } from "../permissions.ts";

/** The people of the tenant, the last one who joined first. */
export async function listMembers({ services, tenant }: Context, input: ListQuery): Promise<List<Member>> {
  const after = decodeCursor(input.cursor, "time");
  const [rows] = await controlBatch(services.db, (query) => [
    query
      .select({ row: member, user: authUser, at: exactText(member.createdAt) })
      .from(member)
      .innerJoin(authUser, eq(authUser.id, member.userId))
      .where(and(eq(member.tenantId, tenant.tenantId), olderThan({ at: member.createdAt, id: member.userId }, after)))
      .orderBy(desc(member.createdAt), desc(member.userId))
      .limit(input.limit + 1),
  ]);
  return toPage(rows, input.limit, { item: toMember, position: ({ row, at }) => ({ at, id: row.userId }) });
}

function toMember({ row, user }: { row: typeof member.$inferSelect; user: typeof authUser.$inferSelect }): Member {
  if (!isId("user", user.id) || !isMemberRole(row.role)) throw new Error("a member with an unknown id or role");
  return {
    userId: user.id,
    name: user.name,
    email: user.email,
    role: row.role,
    hasSecondFactor: user.twoFactorEnabled,
    joinedAt: row.createdAt.toISOString(),
    ...(row.suspendedAt === null ? {} : { suspendedAt: row.suspendedAt.toISOString() }),
  };
}
