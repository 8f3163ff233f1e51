import { z } from "zod";
import { idSchema } from "../ids.ts";
import { ConversationMessage } from "./conversations.ts";

/** Proof of what was erased: counts of what the database and the rooms held, and no word of it. */
export const ErasureReceipt = z.strictObject({
  /** Absent if the visitors of the whole tenant were erased. */
  visitorId: idSchema("visitor").optional(),
  conversations: z.int().nonnegative(),
  messages: z.int().nonnegative(),
  leads: z.int().nonnegative(),
  keysDestroyed: z.int().nonnegative(),
  erasedAt: z.iso.datetime(),
  /** False if there was more than one call erases: repeat it. */
  isComplete: z.boolean(),
});
export type ErasureReceipt = z.infer<typeof ErasureReceipt>;

export const VisitorSearch = z.strictObject({ email: z.email().max(320) });
export type VisitorSearch = z.infer<typeof VisitorSearch>;

export const VisitorMatches = z.strictObject({ visitors: z.array(idSchema("visitor")) });
export type VisitorMatches = z.infer<typeof VisitorMatches>;

export const ExportQuery = z.strictObject({ format: z.enum(["json", "csv"]).default("json") });
export type ExportQuery = z.infer<typeof ExportQuery>;

/** Repeats the tenant's id, so that nobody erases everything by a slip. */
export const EraseAllQuery = z.strictObject({ confirm: idSchema("tenant") });
export type EraseAllQuery = z.infer<typeof EraseAllQuery>;

/** One conversation with everything that was said and left in it. */
export const Transcript = z.strictObject({
  id: idSchema("conversation"),
  visitorId: idSchema("visitor"),
  agentId: idSchema("agent"),
  channel: z.enum(["widget", "api", "playground"]),
  title: z.string(),
  startedAt: z.iso.datetime(),
  lastMessageAt: z.iso.datetime(),
  messages: z.array(ConversationMessage),
  leads: z.array(z.strictObject({ fields: z.record(z.string(), z.string()), at: z.iso.datetime() })),
});
export type Transcript = z.infer<typeof Transcript>;

/** `version` is the tenant's new key; `rewrapped` the keys of conversations that this call brought under it. */
export const KeyRotation = z.strictObject({
  version: z.int().positive(),
  rewrapped: z.int().nonnegative(),
  isComplete: z.boolean(),
});
export type KeyRotation = z.infer<typeof KeyRotation>;
