import type { Id } from "@netvexa/contract/ids";
import { mintTenantContext, type TenantContext } from "@netvexa/db/tenant-context";

/**
 * The one place of the Worker where a tenant's data is unlocked. `proof` is what was verified: the claims of a
 * signed token, the row of an API key, or the directory's entry of an agent that the public may read.
 */
export function tenantOf(proof: { tenantId: Id<"tenant"> }): TenantContext {
  return mintTenantContext(proof.tenantId);
}
