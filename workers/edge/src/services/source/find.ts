import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import type { StatementBuilder } from "@netvexa/db/batch";
import { source } from "@netvexa/db/schema/source";
import { tenantBatch } from "@netvexa/db/tenant";
import type { TenantContext } from "@netvexa/db/tenant-context";
import { and, eq } from "drizzle-orm";
import type { Context } from "../context.ts";
import type { SourceRow } from "./shape.ts";

export function isSource(tenant: TenantContext, sourceId: Id<"source">) {
  return and(eq(source.tenantId, tenant.tenantId), eq(source.id, sourceId));
}

export function selectSource(query: StatementBuilder, tenant: TenantContext, sourceId: Id<"source">) {
  return query.select().from(source).where(isSource(tenant, sourceId));
}

export async function findSource({ services, tenant }: Context, sourceId: Id<"source">): Promise<SourceRow> {
  const [[row]] = await tenantBatch(services.db, tenant, (query) => [selectSource(query, tenant, sourceId)]);
  if (row === undefined) throw new ServiceError("not_found");
  return row;
}
