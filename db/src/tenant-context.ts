import { type Id, isId } from "@netvexa/contract/ids";
import { type Placement, SHARED } from "./placement/place.ts";

declare const minted: unique symbol;

/** Proof that somebody was authenticated for this tenant. The only way to one is `mintTenantContext`. */
export interface TenantContext {
  readonly tenantId: Id<"tenant">;
  /** Where the tenant was last known to live. A hint: the database corrects a wrong one within the same call. */
  readonly placement: Placement;
  readonly [minted]: true;
}

/** To be called where a credential has just been verified, and nowhere else. Throws for what is not a tenant's id. */
export function mintTenantContext(tenantId: Id<"tenant">, placement: Placement = SHARED): TenantContext {
  if (!isId("tenant", tenantId)) throw new TypeError("not a tenant id");
  const context: Omit<TenantContext, typeof minted> = { tenantId, placement };
  return context as TenantContext;
}
