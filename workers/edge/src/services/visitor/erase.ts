import type { ErasureReceipt } from "@netvexa/contract/http/visitors";
import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { idempotency } from "@netvexa/db/schema/idempotency";
import { tenantBatch } from "@netvexa/db/tenant";
import { eq } from "drizzle-orm";
import { auditStatement } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { conversationsOf } from "./conversations-of.ts";
import { type Erased, eraseConversations } from "./erase-conversations.ts";

/** Erases what a visitor said and was told, in rooms and in the database, and destroys the keys to it. */
export async function eraseVisitor(context: Context, visitorId: Id<"visitor">): Promise<ErasureReceipt> {
  const { erased, isComplete } = await eraseSome(context, visitorId);
  if (erased.conversations === 0) throw new ServiceError("not_found");
  return { visitorId, ...erased, erasedAt: new Date(context.services.now()).toISOString(), isComplete };
}

/**
 * Erases the visitors of the whole tenant. The call that finds nothing left destroys the tenant's own keys too;
 * new ones take their place.
 */
export async function eraseEveryVisitor(context: Context, confirm: Id<"tenant">): Promise<ErasureReceipt> {
  const { services, tenant } = context;
  if (confirm !== tenant.tenantId) {
    const errors = [{ pointer: "?confirm", code: "invalid_value", detail: "must be the id of your own tenant" }];
    throw new ServiceError("invalid_request", { errors });
  }
  const { erased, isComplete } = await eraseSome(context, undefined);
  const destroyed = isComplete ? await destroyKeys(context) : 0;
  const keysDestroyed = erased.keysDestroyed + destroyed;
  return { ...erased, keysDestroyed, erasedAt: new Date(services.now()).toISOString(), isComplete };
}

/** Answers that were kept for a repeat hang on the tenant's own keys, and go with them. */
async function destroyKeys(context: Context): Promise<number> {
  const { services, tenant } = context;
  await tenantBatch(services.db, tenant, (query) => [
    query.delete(idempotency).where(eq(idempotency.tenantId, tenant.tenantId)),
  ]);
  const target = { kind: "tenant", id: tenant.tenantId };
  return services.vault.destroyTenantKeys(tenant, auditStatement(context, { action: "encryption.destroy", target }));
}

async function eraseSome(
  context: Context,
  visitorId: Id<"visitor"> | undefined,
): Promise<{ erased: Erased; isComplete: boolean }> {
  const { services, tenant } = context;
  const { ids, isAll } = await conversationsOf(context, visitorId);
  const target = visitorId === undefined ? { kind: "tenant", id: tenant.tenantId } : { kind: "visitor", id: visitorId };
  const deed = { action: "visitor.erase", target, detail: { conversations: ids.length } } as const;
  const erased = await eraseConversations(services, tenant, { ids, note: () => auditStatement(context, deed) });
  return { erased, isComplete: isAll };
}
