import { z } from "zod";
import type { ServerFrame } from "./wire.ts";

const citation = z.strictObject({
  n: z.int().positive(),
  chunkId: z.string(),
  documentId: z.string(),
  externalId: z.string().optional(),
  title: z.string(),
  url: z.string().optional(),
  quote: z.string(),
});
const made = z.object({
  by: z.enum(["model", "cache", "extractive", "none", "human"]),
  model: z.string().optional(),
  cached: z.boolean(),
  grounded: z.boolean(),
});
const timings = z.strictObject({
  guard: z.number().optional(),
  embed: z.number().optional(),
  db: z.number().optional(),
  firstToken: z.number().optional(),
  total: z.number(),
});
const problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  retryable: z.boolean(),
  retryAfterMs: z.number().optional(),
  instance: z.string().optional(),
});
const mode = z.enum(["bot", "waiting", "human", "closed"]);
const reason = z.enum(["complete", "stopped", "interrupted", "handoff"]);
const seq = z.int().positive();

/** What a server may send, for clients in TypeScript that are not the widget. `made` may hold more than the types say. */
export const ServerFrameSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("welcome"),
    conversationId: z.string(),
    seq: z.int().nonnegative(),
    mode,
    agent: z.strictObject({
      name: z.string(),
      greeting: z.string().optional(),
      starters: z.array(z.string()).optional(),
    }),
  }),
  z.strictObject({ type: z.literal("ack"), id: z.string(), messageId: z.string(), seq }),
  z.strictObject({ type: z.literal("start"), messageId: z.string(), replyTo: z.string(), seq }),
  z.strictObject({
    type: z.literal("delta"),
    messageId: z.string(),
    offset: z.int().nonnegative(),
    text: z.string().min(1),
  }),
  z.strictObject({
    type: z.literal("end"),
    messageId: z.string(),
    seq,
    text: z.string(),
    citations: z.array(citation),
    made,
    reason,
    timings: timings.optional(),
  }),
  z.strictObject({
    type: z.literal("message"),
    messageId: z.string(),
    id: z.string().optional(),
    seq,
    role: z.enum(["visitor", "agent", "operator"]),
    text: z.string(),
    citations: z.array(citation).optional(),
    made: made.optional(),
    reason: reason.optional(),
    at: z.iso.datetime(),
  }),
  z.strictObject({
    type: z.literal("mode"),
    mode,
    operator: z.strictObject({ name: z.string() }).optional(),
  }),
  z.strictObject({ type: z.literal("problem"), problem, id: z.string().optional() }),
  z.strictObject({ type: z.literal("token"), token: z.string(), expiresAt: z.iso.datetime() }),
]) satisfies z.ZodType<ServerFrame>;
