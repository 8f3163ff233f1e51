import type { VisitorSecrets } from "@netvexa/contract/http/visitor-secrets";
import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { agent, visitorSecret } from "@netvexa/db/schema/agent";
import { tenantBatch } from "@netvexa/db/tenant";
import type { TenantContext } from "@netvexa/db/tenant-context";
import { and, desc, eq, gt, isNull, or } from "drizzle-orm";
import type { Context } from "../context.ts";
import { toVisitorSecret } from "./shape.ts";

/** Of an agent's secrets those that are good at this time. */
export function isGoodSecret({ tenantId }: TenantContext, agentId: Id<"agent">, nowMs: number) {
  return and(
    eq(visitorSecret.tenantId, tenantId),
    eq(visitorSecret.agentId, agentId),
    or(isNull(visitorSecret.endsAt), gt(visitorSecret.endsAt, new Date(nowMs))),
  );
}

/** The secrets that are good now, newest first. */
export async function listVisitorSecrets({ services, tenant }: Context, agentId: Id<"agent">): Promise<VisitorSecrets> {
  const [[owner], rows] = await tenantBatch(services.db, tenant, (query) => [
    query
      .select({ id: agent.id })
      .from(agent)
      .where(and(eq(agent.tenantId, tenant.tenantId), eq(agent.id, agentId))),
    query
      .select()
      .from(visitorSecret)
      .where(isGoodSecret(tenant, agentId, services.now()))
      .orderBy(desc(visitorSecret.createdAt), desc(visitorSecret.id)),
  ]);
  if (owner === undefined) throw new ServiceError("not_found");
  return { items: rows.map(toVisitorSecret) };
}
