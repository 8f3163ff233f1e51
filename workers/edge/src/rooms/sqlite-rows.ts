import { Citation, Made } from "@netvexa/contract/answer";
import { isId } from "@netvexa/contract/ids";
import { z } from "zod";
import type { OutboxEntry } from "./core/effect.ts";
import type { MessageId, StoredMessage } from "./core/state.ts";

const messageId = z.custom<MessageId>((value) => isId("message", value));
const Citations = z.array(Citation);

export type MessageRow = {
  seq: number;
  settled_seq: number;
  id: string;
  role: string;
  text: string;
  client_id: string | null;
  reply_to: string | null;
  citations: string;
  made: string | null;
  reason: string | null;
  at_ms: number;
};

const Role = z.enum(["visitor", "agent", "operator"]);
const Reason = z.enum(["complete", "stopped", "interrupted", "handoff"]);

/** Rows were written by this object alone, perhaps by older code, so their JSON is read like any other input. */
export function toStoredMessage(row: MessageRow): StoredMessage {
  return {
    id: messageId.parse(row.id),
    seq: row.seq,
    settledSeq: row.settled_seq,
    role: Role.parse(row.role),
    text: row.text,
    citations: row.citations === "[]" ? [] : Citations.parse(JSON.parse(row.citations)),
    atMs: row.at_ms,
    ...(row.client_id === null ? {} : { clientId: row.client_id }),
    ...(row.reply_to === null ? {} : { replyTo: messageId.parse(row.reply_to) }),
    ...(row.made === null ? {} : { made: Made.parse(JSON.parse(row.made)) }),
    ...(row.reason === null ? {} : { reason: Reason.parse(row.reason) }),
  };
}

const Entry: z.ZodType<OutboxEntry> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("conversation") }),
  z.object({ kind: z.literal("message"), seq: z.int() }),
  z.object({
    kind: z.literal("feedback"),
    messageId,
    rating: z.enum(["up", "down"]),
    comment: z.string().optional(),
    atMs: z.number(),
  }),
  z.object({ kind: z.literal("lead"), id: z.string(), fields: z.record(z.string(), z.string()), atMs: z.number() }),
]);

export function toOutboxEntry(json: string): OutboxEntry {
  return Entry.parse(JSON.parse(json));
}

export function parseMessageId(value: string): MessageId {
  return messageId.parse(value);
}
