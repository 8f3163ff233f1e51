import type { ErasureReceipt } from "@netvexa/contract/http/visitors";
import type { Id } from "@netvexa/contract/ids";
import type { Statement, StatementBuilder } from "@netvexa/db/batch";
import { conversation, lead, message } from "@netvexa/db/schema/conversation";
import { idempotency } from "@netvexa/db/schema/idempotency";
import { conversationKey } from "@netvexa/db/schema/sealing";
import { tenantBatch } from "@netvexa/db/tenant";
import type { TenantContext } from "@netvexa/db/tenant-context";
import { and, arrayOverlaps, count, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Services } from "../context.ts";

const ROOMS_AT_ONCE = 10;

interface Erasure {
  ids: readonly Id<"conversation">[];
  note?: (query: StatementBuilder) => Statement;
  isForGood?: boolean;
}

export type Erased = Pick<ErasureReceipt, "conversations" | "messages" | "leads" | "keysDestroyed">;

/**
 * Forgets conversations: first their rooms, so that nothing is written any more, then keys and rows in one
 * transaction. `note` writes the deed down in that transaction. `isForGood`: no visitor's token opens them again. A
 * repeat after a fault does the rest.
 */
export async function eraseConversations(
  services: Services,
  tenant: TenantContext,
  { ids, note, isForGood = false }: Erasure,
): Promise<Erased> {
  if (ids.length === 0) return { conversations: 0, messages: 0, leads: 0, keysDestroyed: 0 };
  const { tenantId } = tenant;
  for (let at = 0; at < ids.length; at += ROOMS_AT_ONCE) {
    const group = ids.slice(at, at + ROOMS_AT_ONCE);
    await Promise.all(
      group.map((conversationId) => services.rooms[isForGood ? "forget" : "erase"]({ tenantId, conversationId })),
    );
  }
  const list = [...ids];
  const [[messages], [leads], keys, , rows] = await tenantBatch(services.db, tenant, (query) => [
    query
      .select({ total: count() })
      .from(message)
      .where(and(eq(message.tenantId, tenantId), inArray(message.conversationId, list))),
    query
      .select({ total: count() })
      .from(lead)
      .where(and(eq(lead.tenantId, tenantId), inArray(lead.conversationId, list))),
    query
      .delete(conversationKey)
      .where(and(eq(conversationKey.tenantId, tenantId), inArray(conversationKey.conversationId, list)))
      .returning({ id: conversationKey.conversationId }),
    query.delete(idempotency).where(and(eq(idempotency.tenantId, tenantId), tells(list))),
    query
      .delete(conversation)
      .where(and(eq(conversation.tenantId, tenantId), inArray(conversation.id, list)))
      .returning({ id: conversation.id }),
    note?.(query) ?? sql`select 1`,
  ]);
  for (const id of ids) services.vault.forget(tenant, id);
  return {
    conversations: rows.length,
    messages: messages?.total ?? 0,
    leads: leads?.total ?? 0,
    keysDestroyed: keys.length,
  };
}

/** Kept answers of the API repeat what was said. */
function tells(ids: readonly string[]): SQL | undefined {
  return arrayOverlaps(idempotency.conversationIds, [...ids]);
}
