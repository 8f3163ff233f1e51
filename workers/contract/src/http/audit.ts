import { z } from "zod";
import { idSchema } from "../ids.ts";
import { ListQuery } from "./list.ts";

const Filter = {
  /** The id of a user or key. */
  actor: z
    .string()
    .regex(/^[\x21-\x7e]+$/)
    .max(100)
    .optional(),
  /** Such as `agent.publish`. */
  action: z
    .string()
    .regex(/^[a-z_]+(\.[a-z_]+)+$/)
    .max(60)
    .optional(),
  /** Only what happened at this time or later. */
  since: z.iso.datetime().optional(),
};

export const AuditQuery = z.strictObject({ ...ListQuery.shape, ...Filter });
export type AuditQuery = z.infer<typeof AuditQuery>;

export const AuditExportQuery = z.strictObject({ ...Filter, format: z.enum(["json", "csv"]).default("json") });
export type AuditExportQuery = z.infer<typeof AuditExportQuery>;

/** One thing that was done. `hash` covers every other field, `previousHash` the event before it. */
export const AuditEvent = z.strictObject({
  id: idSchema("event"),
  seq: z.int().positive(),
  at: z.iso.datetime(),
  actor: z.strictObject({ kind: z.string(), id: z.string() }),
  action: z.string(),
  target: z.strictObject({ kind: z.string(), id: z.string() }),
  /** What changed: names and numbers, never secrets or words of a conversation. */
  detail: z.record(z.string(), z.unknown()),
  previousHash: z.string(),
  hash: z.string(),
});
export type AuditEvent = z.infer<typeof AuditEvent>;
