import { z } from "zod";
import { Citation, Made } from "../answer.ts";
import { idSchema } from "../ids.ts";

export const Conversation = z.strictObject({
  id: idSchema("conversation"),
  agentId: idSchema("agent"),
  visitorId: idSchema("visitor"),
  channel: z.enum(["widget", "api", "playground"]),
  mode: z.enum(["bot", "waiting", "human", "closed"]),
  /** First words of the first question. */
  title: z.string(),
  messages: z.int().nonnegative(),
  startedAt: z.iso.datetime(),
  lastMessageAt: z.iso.datetime(),
});
export type Conversation = z.infer<typeof Conversation>;

export const ConversationMessage = z.strictObject({
  id: idSchema("message"),
  seq: z.int().positive(),
  role: z.enum(["visitor", "agent", "operator"]),
  text: z.string(),
  citations: z.array(Citation),
  made: Made.optional(),
  reason: z.enum(["complete", "stopped", "interrupted", "handoff"]).optional(),
  feedback: z.strictObject({ rating: z.enum(["up", "down"]), comment: z.string().optional() }).optional(),
  at: z.iso.datetime(),
});
export type ConversationMessage = z.infer<typeof ConversationMessage>;
