import { z } from "zod";
import { isId } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import type { ClientFrame } from "./wire.ts";

const messageId = z.string().refine((value) => isId("message", value), "not a message id");

/** What a visitor may send; unknown fields are refused. The parsed value is a `ClientFrame` of `wire.ts`. */
export const ClientFrameSchema: z.ZodType<ClientFrame> = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("hello"), after: z.int().nonnegative() }),
  z.strictObject({
    type: z.literal("message"),
    id: z.uuid(),
    text: z.string().trim().min(1).max(LIMITS.messageMaxChars),
  }),
  z.strictObject({ type: z.literal("stop"), messageId }),
  z.strictObject({
    type: z.literal("feedback"),
    messageId,
    rating: z.enum(["up", "down"]),
    comment: z.string().max(1_000).optional(),
  }),
  z.strictObject({
    type: z.literal("contact"),
    fields: z
      .record(z.string().min(1).max(40), z.string().max(500))
      .refine((fields) => Object.keys(fields).length <= 20, "too many fields"),
  }),
  z.strictObject({ type: z.literal("handoff"), reason: z.string().max(500).optional() }),
  z.strictObject({ type: z.literal("typing") }),
]);
