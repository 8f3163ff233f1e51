import type { Id } from "@netvexa/contract/ids";
import { relayAuditEvents, tenantsWithRelay } from "@netvexa/db/audit-relay";
import { restMove, tenantsAtRest } from "@netvexa/db/placement/settle-move";
import { finishSwitch, tenantsInSwitch } from "@netvexa/db/placement/switch-home";
import { tenantOf } from "../auth/tenant-of.ts";
import { describeError } from "../observability/logger.ts";
import type { Services } from "../services/context.ts";

/**
 * What the clock asks for: a tenant whose mover died in mid-switch comes home, moves that nobody works on cost no
 * writes, and what the control plane did joins the logs of tenants that have a database of their own.
 */
export async function settleMoves(services: Services): Promise<void> {
  const { db } = services;
  const startedAtMs = services.now();
  const count = await each(services, await tenantsInSwitch(db), (id) => finishSwitch(db, id));
  await each(services, await tenantsAtRest(db), (id) => restMove(db, id));
  await each(services, await tenantsWithRelay(db), (id) => relayAuditEvents(db, tenantOf({ tenantId: id })));
  services.log("info", "moves", { count, durationMs: services.now() - startedAtMs });
}

/** One whose database does not answer keeps no other waiting. Returns for how many it went well. */
async function each(
  services: Services,
  tenantIds: readonly Id<"tenant">[],
  work: (tenantId: Id<"tenant">) => Promise<unknown>,
): Promise<number> {
  let count = 0;
  for (const tenantId of tenantIds) {
    try {
      await work(tenantId);
      count += 1;
    } catch (error) {
      services.log("error", "settle_failed", { tenantId, ...describeError(error) });
    }
  }
  return count;
}
