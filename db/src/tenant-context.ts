import { type Id, isId } from "@netvexa/contract/ids";

declare const minted: unique symbol;

/** Proof that somebody was authenticated for this tenant. The only way to one is `mintTenantContext`. */
export interface TenantContext {
  readonly tenantId: Id<"tenant">;
  readonly placement: { readonly kind: "shared" };
  readonly [minted]: true;
}

/** To be called where a credential has just been verified, and nowhere else. Throws for what is not a tenant's id. */
export function mintTenantContext(tenantId: Id<"tenant">): TenantContext {
  if (!isId("tenant", tenantId)) throw new TypeError("not a tenant id");
  const context: Omit<TenantContext, typeof minted> = { tenantId, placement: { kind: "shared" } };
  return context as TenantContext;
}
