import type { WorkspaceChanged, WorkspacePatch } from "@netvexa/contract/http/workspace";
import { ServiceError } from "@netvexa/contract/problem";
import { controlBatch } from "@netvexa/db/control";
import { tenant as tenantTable } from "@netvexa/db/schema/tenant";
import { eq, sql } from "drizzle-orm";
import { controlAuditStatement } from "../audit/record.ts";
import type { Context } from "../context.ts";

/** Gives the workspace a name of its own, which its members and whoever is invited see. */
export async function renameWorkspace(context: Context, { name }: WorkspacePatch): Promise<WorkspaceChanged> {
  const { services, tenant } = context;
  const deed = {
    action: "workspace.rename",
    target: { kind: "tenant", id: tenant.tenantId },
    detail: sql`jsonb_build_object('before', found.name, 'after', ${name}::text)`,
  } as const;
  const held = sql`select name from tenant where id = ${tenant.tenantId} for update`;
  const [, [row]] = await controlBatch(services.db, (query) => [
    controlAuditStatement(context, deed, held),
    query
      .update(tenantTable)
      .set({ name })
      .where(eq(tenantTable.id, tenant.tenantId))
      .returning({ id: tenantTable.id, name: tenantTable.name, plan: tenantTable.plan }),
  ]);
  if (row === undefined) throw new ServiceError("not_found");
  return row;
}
