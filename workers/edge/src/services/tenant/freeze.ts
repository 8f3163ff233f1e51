import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { controlBatch } from "@netvexa/db/control";
import { agentDirectory, tenant } from "@netvexa/db/schema/tenant";
import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { tenantOf } from "../../auth/tenant-of.ts";
import { controlAuditStatement } from "../audit/record.ts";
import type { Services } from "../context.ts";
import { recheckAll } from "../widget/recheck.ts";

/**
 * Pauses a tenant's chats, or lets them go on: while paused no visitor and no caller of the API is answered, and open
 * sockets are closed. Says whether that changed anything. Throws `not_found`.
 */
export async function setFrozen(
  services: Services,
  { tenantId, isFrozen }: { tenantId: Id<"tenant">; isFrozen: boolean },
): Promise<boolean> {
  const by = { services, tenant: tenantOf({ tenantId }), actor: { kind: "operator", id: "operator" } } as const;
  const isOther = isFrozen ? isNull(tenant.frozenAt) : isNotNull(tenant.frozenAt);
  const deed = {
    action: isFrozen ? "tenant.freeze" : "tenant.thaw",
    target: { kind: "tenant", id: tenantId },
  } as const;
  const isIt = and(eq(tenant.id, tenantId), isOther);
  const [, [changed], [known], agents] = await controlBatch(services.db, (query) => [
    controlAuditStatement(by, deed, sql`select true from tenant where ${isIt} for update`),
    query
      .update(tenant)
      .set({ frozenAt: isFrozen ? new Date(services.now()) : null })
      .where(isIt)
      .returning({ id: tenant.id }),
    query.select({ id: tenant.id }).from(tenant).where(eq(tenant.id, tenantId)),
    query.select({ id: agentDirectory.agentId }).from(agentDirectory).where(eq(agentDirectory.tenantId, tenantId)),
  ]);
  if (known === undefined) throw new ServiceError("not_found");
  await recheckAll(
    services,
    tenantId,
    agents.map(({ id }) => id),
  );
  return changed !== undefined;
}
