import { z } from "zod";
import { idSchema } from "./ids.ts";

/** One reference of an answer. `quote` is a verbatim span of the stored chunk; `[n]` in the text refers to it. */
export const Citation = z.strictObject({
  n: z.int().positive(),
  chunkId: idSchema("chunk"),
  documentId: idSchema("document"),
  externalId: z.string().optional(),
  title: z.string(),
  url: z.string().optional(),
  quote: z.string(),
});
export type Citation = z.infer<typeof Citation>;

/** How an answer came about. `none`: nothing relevant was found and the answer says so. */
export const Made = z.strictObject({
  by: z.enum(["model", "cache", "extractive", "none", "human"]),
  model: z.string().optional(),
  cached: z.boolean(),
  /** True if every citation was checked against its chunk and at least one stands. */
  grounded: z.boolean(),
  tokens: z.strictObject({ input: z.int(), output: z.int() }).optional(),
  costMicroUsd: z.int().optional(),
  /** Why a lower rung of the ladder answered, for the owner's eyes. */
  fallback: z.enum(["no_model", "model_failed", "embedding_failed", "search_failed"]).optional(),
});
export type Made = z.infer<typeof Made>;

/** Milliseconds per step, rounded to a tenth; steps that did not run are absent. */
export const Timings = z.strictObject({
  guard: z.number().optional(),
  embed: z.number().optional(),
  db: z.number().optional(),
  firstToken: z.number().optional(),
  total: z.number(),
});
export type Timings = z.infer<typeof Timings>;
