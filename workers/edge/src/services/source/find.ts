import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import type { StatementBuilder } from "@netvexa/db/batch";
import { source } from "@netvexa/db/schema/source";
import { tenantBatch } from "@netvexa/db/tenant";
import type { TenantContext } from "@netvexa/db/tenant-context";
import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Context } from "../context.ts";
import type { SourceRow } from "./shape.ts";

export function isSource(tenant: TenantContext, sourceId: Id<"source">) {
  return and(eq(source.tenantId, tenant.tenantId), eq(source.id, sourceId));
}

/** The source if it is in one of these states, held until the transaction ends; for the audit log. */
export function lockedSource({ tenantId }: TenantContext, sourceId: Id<"source">, among?: readonly string[]): SQL {
  const statuses = among === undefined ? sql`true` : sql`status in ${among}`;
  return sql`
    select agent_id, kind, revision from source
    where tenant_id = ${tenantId} and id = ${sourceId} and ${statuses} for update`;
}

export function selectSource(query: StatementBuilder, tenant: TenantContext, sourceId: Id<"source">) {
  return query.select().from(source).where(isSource(tenant, sourceId));
}

export async function findSource({ services, tenant }: Context, sourceId: Id<"source">): Promise<SourceRow> {
  const [[row]] = await tenantBatch(services.db, tenant, (query) => [selectSource(query, tenant, sourceId)]);
  if (row === undefined) throw new ServiceError("not_found");
  return row;
}
