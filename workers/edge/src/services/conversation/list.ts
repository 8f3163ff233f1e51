import type { Conversation } from "@netvexa/contract/http/conversations";
import type { List, ListQuery } from "@netvexa/contract/http/list";
import type { Id } from "@netvexa/contract/ids";
import { conversation } from "@netvexa/db/schema/conversation";
import { conversationKey } from "@netvexa/db/schema/sealing";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, desc, eq } from "drizzle-orm";
import type { Context } from "../context.ts";
import { decodeCursor, toPage } from "../cursor.ts";
import { exactText, olderThan } from "../keyset.ts";
import { ownKey, readingKey } from "./keys.ts";
import { toConversation } from "./shape.ts";

/** The tenant's conversations, or those with one agent; the one that spoke last comes first. */
export async function listConversations(
  { services, tenant }: Context,
  { agentId, cursor, limit }: ListQuery & { agentId?: Id<"agent"> | undefined },
): Promise<List<Conversation>> {
  const after = decodeCursor(cursor, "time");
  const [rows] = await tenantBatch(services.db, tenant, (query) => [
    query
      .select({ row: conversation, key: conversationKey, at: exactText(conversation.lastMessageAt) })
      .from(conversation)
      .leftJoin(conversationKey, ownKey)
      .where(
        and(
          eq(conversation.tenantId, tenant.tenantId),
          agentId === undefined ? undefined : eq(conversation.agentId, agentId),
          olderThan({ at: conversation.lastMessageAt, id: conversation.id }, after),
        ),
      )
      .orderBy(desc(conversation.lastMessageAt), desc(conversation.id))
      .limit(limit + 1),
  ]);
  const page = toPage(rows, limit, {
    item: ({ row, key }) => readingKey(services.vault, tenant, key).then((opener) => toConversation(row, opener)),
    position: ({ row, at }) => ({ at, id: row.id }),
  });
  return { ...page, items: await Promise.all(page.items) };
}
