import type { Conversation, ConversationMessage } from "@netvexa/contract/http/conversations";
import type { conversation, feedback, message } from "@netvexa/db/schema/conversation";
import { openCitations, openText, type ReadingKey } from "../../sealing/transcript.ts";

export async function toConversation(row: typeof conversation.$inferSelect, key: ReadingKey): Promise<Conversation> {
  const at = { tenantId: row.tenantId, conversationId: row.id, cell: "conversation.title", row: "" } as const;
  return {
    id: row.id,
    agentId: row.agentId,
    visitorId: row.visitorId,
    channel: row.channel,
    mode: row.mode,
    title: await openText(key, at, row.title),
    messages: row.messages,
    startedAt: row.startedAt.toISOString(),
    lastMessageAt: row.lastMessageAt.toISOString(),
  };
}

export async function toMessage(
  row: typeof message.$inferSelect,
  rating: typeof feedback.$inferSelect | null,
  key: ReadingKey,
): Promise<ConversationMessage> {
  const at = { tenantId: row.tenantId, conversationId: row.conversationId, row: row.id };
  return {
    id: row.id,
    seq: row.seq,
    role: row.role,
    text: await openText(key, { ...at, cell: "message.text" }, row.text),
    citations: await openCitations(key, at, row.citations),
    ...(row.made === null ? {} : { made: row.made }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(rating === null ? {} : { feedback: await toFeedback(rating, key) }),
    at: row.at.toISOString(),
  };
}

async function toFeedback(row: typeof feedback.$inferSelect, key: ReadingKey) {
  const { tenantId, conversationId, messageId, rating, comment } = row;
  if (comment === null) return { rating };
  const at = { tenantId, conversationId, cell: "feedback.comment", row: messageId } as const;
  return { rating, comment: await openText(key, at, comment) };
}
