import type { ConversationMessage } from "@netvexa/contract/http/conversations";
import type { List, ListQuery } from "@netvexa/contract/http/list";
import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { conversation, feedback, message } from "@netvexa/db/schema/conversation";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, asc, eq } from "drizzle-orm";
import type { Context } from "../context.ts";
import { decodeCursor, toPage } from "../cursor.ts";
import { beyond } from "../keyset.ts";

/** What was said in one conversation, from its beginning. */
export async function listConversationMessages(
  { services, tenant }: Context,
  { conversationId, cursor, limit }: ListQuery & { conversationId: Id<"conversation"> },
): Promise<List<ConversationMessage>> {
  const { tenantId } = tenant;
  const after = decodeCursor(cursor, "number");
  const [[owner], rows] = await tenantBatch(services.db, tenant, (query) => [
    query
      .select({ id: conversation.id })
      .from(conversation)
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
  return toPage(rows, limit, {
    item: (row) => toMessage(row.message, row.feedback),
    position: (row) => ({ at: String(row.message.seq), id: row.message.id }),
  });
}

function toMessage(row: typeof message.$inferSelect, rating: typeof feedback.$inferSelect | null): ConversationMessage {
  return {
    id: row.id,
    seq: row.seq,
    role: row.role,
    text: row.text,
    citations: row.citations,
    ...(row.made === null ? {} : { made: row.made }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(rating === null ? {} : { feedback: toFeedback(rating) }),
    at: row.at.toISOString(),
  };
}

function toFeedback({ rating, comment }: typeof feedback.$inferSelect) {
  return { rating, ...(comment === null ? {} : { comment }) };
}
