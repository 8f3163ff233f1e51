import type { ConversationMessage } from "@netvexa/contract/http/conversations";
import type { List, ListQuery } from "@netvexa/contract/http/list";
import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { conversation, feedback, message } from "@netvexa/db/schema/conversation";
import { conversationKey } from "@netvexa/db/schema/sealing";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, asc, eq } from "drizzle-orm";
import type { Context } from "../context.ts";
import { decodeCursor, toPage } from "../cursor.ts";
import { beyond } from "../keyset.ts";
import { ownKey, readingKey } from "./keys.ts";
import { toMessage } from "./shape.ts";

/** What was said in one conversation, from its beginning. */
export async function listConversationMessages(
  { services, tenant }: Context,
  { conversationId, cursor, limit }: ListQuery & { conversationId: Id<"conversation"> },
): Promise<List<ConversationMessage>> {
  const { tenantId } = tenant;
  const after = decodeCursor(cursor, "number");
  const [[owner], rows] = await tenantBatch(services.db, tenant, (query) => [
    query
      .select({ key: conversationKey })
      .from(conversation)
      .leftJoin(conversationKey, ownKey)
      .where(and(eq(conversation.tenantId, tenantId), eq(conversation.id, conversationId))),
    query
      .select({ message, feedback })
      .from(message)
      .leftJoin(
        feedback,
        and(
          eq(feedback.tenantId, message.tenantId),
          eq(feedback.conversationId, message.conversationId),
          eq(feedback.messageId, message.id),
        ),
      )
      .where(
        and(
          eq(message.tenantId, tenantId),
          eq(message.conversationId, conversationId),
          beyond({ at: message.seq, id: message.id }, after),
        ),
      )
      .orderBy(asc(message.seq), asc(message.id))
      .limit(limit + 1),
  ]);
  if (owner === undefined) throw new ServiceError("not_found");
  const key = await readingKey(services.vault, tenant, owner.key);
  const page = toPage(rows, limit, {
    item: (row) => toMessage(row.message, row.feedback, key),
    position: (row) => ({ at: String(row.message.seq), id: row.message.id }),
  });
  return { ...page, items: await Promise.all(page.items) };
}
