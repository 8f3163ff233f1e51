import type { conversation, feedback, lead, message } from "@netvexa/db/schema/conversation";
import type { SealingKey } from "@netvexa/db/sealing/seal";
import { type CellOf, sealJson, sealText } from "../sealing/transcript.ts";
import type { StoredMessage } from "./core/state.ts";
import type { Join } from "./join.ts";
import type { ConversationSnapshot, TranscriptEntry } from "./ports.ts";

export type EntryOf<K extends TranscriptEntry["kind"]> = Extract<TranscriptEntry, { kind: K }>;

/** The rows of one delivery, everything that a person wrote or was told sealed with the conversation's key. */
export interface TranscriptRows {
  conversation: typeof conversation.$inferInsert;
  messages: (typeof message.$inferInsert)[];
  ratings: (typeof feedback.$inferInsert)[];
  leads: (typeof lead.$inferInsert)[];
}

export interface Sealer {
  join: Join;
  key: SealingKey;
  emailIndex: (email: string) => Promise<string>;
}

export async function sealRows(
  sealer: Sealer,
  snapshot: ConversationSnapshot,
  entries: readonly TranscriptEntry[],
): Promise<TranscriptRows> {
  const [row, messages, ratings, leads] = await Promise.all([
    toConversationRow(sealer, snapshot),
    Promise.all(ofKind(entries, "message").map((entry) => toMessageRow(sealer, entry.message))),
    Promise.all(latestRatings(ofKind(entries, "feedback")).map((entry) => toFeedbackRow(sealer, entry))),
    Promise.all(ofKind(entries, "lead").map((entry) => toLeadRow(sealer, entry))),
  ]);
  return { conversation: row, messages, ratings, leads };
}

function ofKind<K extends TranscriptEntry["kind"]>(entries: readonly TranscriptEntry[], kind: K): EntryOf<K>[] {
  return entries.filter((entry): entry is EntryOf<K> => entry.kind === kind);
}

/** One row may be upserted only once in a statement: the last word on a message counts. */
function latestRatings(entries: readonly EntryOf<"feedback">[]): EntryOf<"feedback">[] {
  return [...new Map(entries.map((entry) => [entry.messageId, entry])).values()];
}

function cellOf({ tenantId, conversationId }: Join, cell: CellOf["cell"], row: string): CellOf {
  return { tenantId, conversationId, cell, row };
}

async function toConversationRow({ join, key }: Sealer, snapshot: ConversationSnapshot) {
  const { tenantId, conversationId, agentId, agentVersion, visitorId, channel } = join;
  return {
    tenantId,
    id: conversationId,
    agentId,
    agentVersion,
    visitorId,
    channel,
    mode: snapshot.mode,
    title: await sealText(key, cellOf(join, "conversation.title", ""), snapshot.title),
    messages: snapshot.messages,
    startedAt: new Date(snapshot.startedAtMs),
    lastMessageAt: new Date(snapshot.lastMessageAtMs),
  };
}

async function toMessageRow({ join, key }: Sealer, stored: StoredMessage): Promise<typeof message.$inferInsert> {
  const citations = cellOf(join, "message.citations", stored.id);
  return {
    tenantId: join.tenantId,
    conversationId: join.conversationId,
    id: stored.id,
    seq: stored.seq,
    role: stored.role,
    text: await sealText(key, cellOf(join, "message.text", stored.id), stored.text),
    citations: stored.citations.length === 0 ? [] : await sealJson(key, citations, stored.citations),
    made: stored.made ?? null,
    reason: stored.reason ?? null,
    clientId: stored.clientId ?? null,
    replyTo: stored.replyTo ?? null,
    at: new Date(stored.atMs),
  };
}

async function toFeedbackRow({ join, key }: Sealer, entry: EntryOf<"feedback">) {
  const { tenantId, conversationId } = join;
  const { messageId, rating, comment, atMs } = entry;
  const sealed =
    comment === undefined ? null : await sealText(key, cellOf(join, "feedback.comment", messageId), comment);
  return { tenantId, conversationId, messageId, rating, comment: sealed, at: new Date(atMs) };
}

async function toLeadRow({ join, key, emailIndex }: Sealer, { id, fields, atMs }: EntryOf<"lead">) {
  const { tenantId, agentId, conversationId } = join;
  const email = emailOf(fields);
  return {
    tenantId,
    agentId,
    conversationId,
    id,
    fields: await sealJson(key, cellOf(join, "lead.fields", id), fields),
    emailIndex: email === undefined ? null : await emailIndex(email),
    at: new Date(atMs),
  };
}

/** The address among a form's fields: the field of that name, or else the first one that looks like an address. */
function emailOf(fields: Readonly<Record<string, string>>): string | undefined {
  const looksRight = (value: string | undefined) => value !== undefined && /^\s*\S+@\S+\s*$/.test(value);
  return looksRight(fields.email) ? fields.email : Object.values(fields).find(looksRight);
}
