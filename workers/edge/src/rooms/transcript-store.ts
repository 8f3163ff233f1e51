import type { Statement, StatementBuilder } from "@netvexa/db/batch";
import type { Database } from "@netvexa/db/client";
import { agent } from "@netvexa/db/schema/agent";
import { conversation, feedback, lead, message } from "@netvexa/db/schema/conversation";
import { tenantBatch } from "@netvexa/db/tenant";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { eq, sql } from "drizzle-orm";
import { isForeignKeyViolation } from "../services/database-fault.ts";
import type { StoredMessage } from "./core/state.ts";
import type { Join } from "./join.ts";
import type { ConversationSnapshot, TranscriptEntry, TranscriptStore } from "./ports.ts";

type EntryOf<K extends TranscriptEntry["kind"]> = Extract<TranscriptEntry, { kind: K }>;

function ofKind<K extends TranscriptEntry["kind"]>(entries: readonly TranscriptEntry[], kind: K): EntryOf<K>[] {
  return entries.filter((entry): entry is EntryOf<K> => entry.kind === kind);
}

/**
 * The transcript in Postgres. A delivery is one round trip and one transaction; every statement is an upsert or
 * does nothing on a repeat, so the same delivery may come twice and an old one after a new one. Once the agent has
 * been deleted there is nothing left to write to, and a delivery counts as made.
 */
export function createTranscriptStore(db: Database): TranscriptStore {
  return {
    async write(join, snapshot, entries) {
      const tenant = mintTenantContext(join.tenantId);
      try {
        await tenantBatch(db, tenant, (query) => statements(query, join, snapshot, entries));
      } catch (error) {
        if (!isForeignKeyViolation(error)) throw error;
        const [agents] = await tenantBatch(db, tenant, (query) => [
          query.select({ id: agent.id }).from(agent).where(eq(agent.id, join.agentId)),
        ]);
        if (agents.length > 0) throw error;
      }
    },
  };
}

function statements(
  query: StatementBuilder,
  join: Join,
  snapshot: ConversationSnapshot,
  entries: readonly TranscriptEntry[],
): Statement[] {
  const messages = ofKind(entries, "message").map((entry) => toMessageRow(join, entry.message));
  const ratings = latestRatings(ofKind(entries, "feedback")).map((entry) => toFeedbackRow(join, entry));
  const leads = ofKind(entries, "lead").map((entry) => toLeadRow(join, entry));
  const list: Statement[] = [
    query
      .insert(conversation)
      .values(toConversationRow(join, snapshot))
      .onConflictDoUpdate({
        target: [conversation.tenantId, conversation.id],
        set: {
          agentVersion: sql`excluded.agent_version`,
          mode: sql`excluded.mode`,
          title: sql`excluded.title`,
          messages: sql`greatest(${conversation.messages}, excluded.messages)`,
          lastMessageAt: sql`greatest(${conversation.lastMessageAt}, excluded.last_message_at)`,
        },
      }),
  ];
  if (messages.length > 0) list.push(query.insert(message).values(messages).onConflictDoNothing());
  if (ratings.length > 0) {
    const set = { rating: sql`excluded.rating`, comment: sql`excluded.comment`, at: sql`excluded.at` };
    const target = [feedback.tenantId, feedback.conversationId, feedback.messageId];
    list.push(query.insert(feedback).values(ratings).onConflictDoUpdate({ target, set }));
  }
  if (leads.length > 0) list.push(query.insert(lead).values(leads).onConflictDoNothing());
  return list;
}

/** One row may be upserted only once in a statement: the last word on a message counts. */
function latestRatings(entries: readonly EntryOf<"feedback">[]): EntryOf<"feedback">[] {
  return [...new Map(entries.map((entry) => [entry.messageId, entry])).values()];
}

function toConversationRow(join: Join, snapshot: ConversationSnapshot): typeof conversation.$inferInsert {
  const { tenantId, conversationId, agentId, agentVersion, visitorId, channel } = join;
  return {
    tenantId,
    id: conversationId,
    agentId,
    agentVersion,
    visitorId,
    channel,
    mode: snapshot.mode,
    title: snapshot.title,
    messages: snapshot.messages,
    startedAt: new Date(snapshot.startedAtMs),
    lastMessageAt: new Date(snapshot.lastMessageAtMs),
  };
}

function toMessageRow(join: Join, stored: StoredMessage): typeof message.$inferInsert {
  return {
    tenantId: join.tenantId,
    conversationId: join.conversationId,
    id: stored.id,
    seq: stored.seq,
    role: stored.role,
    text: stored.text,
    citations: [...stored.citations],
    made: stored.made ?? null,
    reason: stored.reason ?? null,
    clientId: stored.clientId ?? null,
    replyTo: stored.replyTo ?? null,
    at: new Date(stored.atMs),
  };
}

function toFeedbackRow(join: Join, entry: EntryOf<"feedback">): typeof feedback.$inferInsert {
  const { tenantId, conversationId } = join;
  const { messageId, rating, comment, atMs } = entry;
  return { tenantId, conversationId, messageId, rating, comment: comment ?? null, at: new Date(atMs) };
}

function toLeadRow(join: Join, entry: EntryOf<"lead">): typeof lead.$inferInsert {
  const { tenantId, agentId, conversationId } = join;
  return { tenantId, agentId, conversationId, id: entry.id, fields: { ...entry.fields }, at: new Date(entry.atMs) };
}
