import type { TenantContext } from "@netvexa/db/tenant-context";
import { tenantOf } from "../auth/tenant-of.ts";
import { describeError } from "../observability/logger.ts";
import type { Services } from "../services/context.ts";
import { everyTenant } from "../services/every-tenant.ts";
import { forgetKeptAnswers } from "../services/idempotency/forget.ts";
import { forgetSpent } from "../services/member/forget-spent.ts";

const MINUTES_PER_HOUR = 60;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** How long a tenant's key seals before the next one does. */
const ROTATE_KEY_AFTER_MS = 30 * DAY_MS;
/** Longer than any answer is kept that such a key seals by itself. */
const DESTROY_KEY_AFTER_MS = 3 * DAY_MS;
const KEYS_PER_RUN = 500;

/**
 * What the clock asks for: rows that nobody needs any more go, and keys are renewed. Each tenant's turn comes once an
 * hour, in a minute of its own, so that no minute has them all.
 */
export async function keepHouse(services: Services): Promise<void> {
  const startedAtMs = services.now();
  await forgetSpent(services);
  let count = 0;
  for await (const { id } of everyTenant(services)) {
    if (minuteOf(id) !== Math.floor(startedAtMs / MINUTE_MS) % MINUTES_PER_HOUR) continue;
    if (await tryTenant(services, tenantOf({ tenantId: id }))) count += 1;
  }
  services.log("info", "upkeep", { count, durationMs: services.now() - startedAtMs });
}

/** False where a fault kept it from its end, which must not keep the other tenants waiting. */
async function tryTenant(services: Services, tenant: TenantContext): Promise<boolean> {
  try {
    await keepHouseOf(services, tenant);
    return true;
  } catch (error) {
    services.log("error", "upkeep_failed", { tenantId: tenant.tenantId, ...describeError(error) });
    return false;
  }
}

export async function keepHouseOf(services: Services, tenant: TenantContext): Promise<void> {
  const { vault } = services;
  await forgetKeptAnswers(services, tenant);
  // A tenant without keys has nothing sealed, and needs none made for it.
  if ((await vault.renewWhenDue(tenant, ROTATE_KEY_AFTER_MS)) === "none") return;
  await vault.rewrap(tenant, KEYS_PER_RUN);
  await vault.destroyRetired(tenant, DESTROY_KEY_AFTER_MS);
}

export function minuteOf(tenantId: string): number {
  let sum = 0;
  for (const letter of tenantId) sum = (sum * 31 + letter.charCodeAt(0)) % 6_007;
  return sum % MINUTES_PER_HOUR;
}
