import { FILE_TYPES } from "@netvexa/contract/limits";
import { PROBLEM_CODES } from "@netvexa/contract/problem";
import { z } from "zod";

/** Parent to child, once. Structured clone carries the bytes. */
export const BoxRequest = z.strictObject({
  bytes: z.instanceof(Uint8Array),
  declaredType: z.enum(Object.keys(FILE_TYPES) as [keyof typeof FILE_TYPES]),
  charset: z.string().optional(),
});

/** Child to parent, once. The child has read a stranger's file: its answer is checked like any other input. */
export const BoxReply = z.discriminatedUnion("ok", [
  z.strictObject({
    ok: z.literal(true),
    document: z.strictObject({
      title: z.string().max(500).optional(),
      text: z.string(),
      format: z.enum(["markdown", "plain"]),
    }),
  }),
  z.strictObject({ ok: z.literal(false), code: z.enum(PROBLEM_CODES), detail: z.string().max(500) }),
]);
export type BoxReply = z.infer<typeof BoxReply>;
