import { ServiceError } from "@netvexa/contract/problem";
import { conversation } from "@netvexa/db/schema/conversation";
import { conversationKey } from "@netvexa/db/schema/sealing";
import type { TenantContext } from "@netvexa/db/tenant-context";
import { and, eq } from "drizzle-orm";
import type { ReadingKey } from "../../sealing/transcript.ts";
import type { Vault } from "../../sealing/vault.ts";

type KeyRow = typeof conversationKey.$inferSelect;

/** Joins a conversation's key to its row, so that reading one costs no look-up of the other. */
export const ownKey = and(
  eq(conversationKey.tenantId, conversation.tenantId),
  eq(conversationKey.conversationId, conversation.id),
);

/** Undefined where there is none. `unavailable` if the key service does not answer. */
export async function readingKey(vault: Vault, tenant: TenantContext, row: KeyRow | null): Promise<ReadingKey> {
  if (row === null) return undefined;
  try {
    return await vault.unwrap(tenant, row);
  } catch (cause) {
    throw new ServiceError("unavailable", { cause });
  }
}
