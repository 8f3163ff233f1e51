import type { Conversation } from "@netvexa/contract/http/conversations";
import type { conversation } from "@netvexa/db/schema/conversation";

export function toConversation(row: typeof conversation.$inferSelect): Conversation {
  return {
    id: row.id,
    agentId: row.agentId,
    channel: row.channel,
    mode: row.mode,
    title: row.title,
    messages: row.messages,
    startedAt: row.startedAt.toISOString(),
    lastMessageAt: row.lastMessageAt.toISOString(),
  };
}
