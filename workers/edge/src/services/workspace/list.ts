import type { Workspaces } from "@netvexa/contract/http/workspace";
import { ServiceError } from "@netvexa/contract/problem";
import { controlBatch } from "@netvexa/db/control";
import { member, tenant as tenantTable } from "@netvexa/db/schema/tenant";
import { and, asc, eq, isNull } from "drizzle-orm";
import type { Context } from "../context.ts";
import { isMemberRole } from "../permissions.ts";

/** Where the signed-in person may work now, the first one joined first; one of them is the present one. */
export async function listWorkspaces({ services, tenant, actor }: Context): Promise<Workspaces> {
  if (actor.kind !== "user") throw new ServiceError("forbidden");
  const [rows] = await controlBatch(services.db, (query) => [
    query
      .select({ id: tenantTable.id, name: tenantTable.name, plan: tenantTable.plan, role: member.role })
      .from(member)
      .innerJoin(tenantTable, eq(tenantTable.id, member.tenantId))
      .where(and(eq(member.userId, actor.id), isNull(member.suspendedAt)))
      .orderBy(asc(member.createdAt), asc(tenantTable.id)),
  ]);
  const items = rows.flatMap(({ role, ...row }) =>
    isMemberRole(role) ? [{ ...row, role, isCurrent: row.id === tenant.tenantId }] : [],
  );
  return { items };
}
