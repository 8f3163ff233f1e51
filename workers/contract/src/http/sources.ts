import { z } from "zod";
import { idSchema } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { PROBLEM_CODES } from "../problem.ts";

const HttpUrl = z.url({ protocol: /^https?$/ }).max(2_000);

export const DocumentInput = z.strictObject({
  externalId: z.string().min(1).max(300),
  title: z.string().max(500),
  text: z.string().min(1).max(LIMITS.documentTextMaxChars),
  url: HttpUrl.optional(),
});
export type DocumentInput = z.infer<typeof DocumentInput>;

export const SourceInput = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("documents"),
    documents: z.array(DocumentInput).min(1).max(LIMITS.documentsMaxPerCall),
  }),
  z.strictObject({ kind: z.literal("url"), url: HttpUrl }),
  z.strictObject({
    kind: z.literal("file"),
    name: z.string().min(1).max(300),
    contentType: z.string().min(1).max(200),
    sizeBytes: z.int().positive(),
  }),
  z.strictObject({
    kind: z.literal("qa"),
    pairs: z
      .array(
        z.strictObject({
          question: z.string().trim().min(1).max(1_000),
          answer: z.string().trim().min(1).max(20_000),
        }),
      )
      .min(1)
      .max(LIMITS.qaPairsMaxPerCall),
  }),
]);
export type SourceInput = z.infer<typeof SourceInput>;

export const SOURCE_STATUSES = ["awaiting_upload", "queued", "processing", "ready", "failed"] as const;
export type SourceStatus = (typeof SOURCE_STATUSES)[number];

export const SourceProblem = z.strictObject({ code: z.enum(PROBLEM_CODES), title: z.string(), detail: z.string() });

/** `progress` counts chunks of the running job; `total` is 0 until parsing is done. `documents` and `chunks` count what answers now. */
export const Source = z.strictObject({
  id: idSchema("source"),
  agentId: idSchema("agent"),
  kind: z.enum(["documents", "url", "file", "qa"]),
  name: z.string(),
  status: z.enum(SOURCE_STATUSES),
  documents: z.int().nonnegative(),
  chunks: z.int().nonnegative(),
  progress: z.strictObject({ done: z.int().nonnegative(), total: z.int().nonnegative() }),
  problem: SourceProblem.optional(),
  /** Documents of this source that failed while their neighbours went on; the first ones only. */
  failures: z.array(z.strictObject({ externalId: z.string(), problem: SourceProblem })).optional(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Source = z.infer<typeof Source>;

export const Upload = z.strictObject({
  method: z.literal("PUT"),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  expiresAt: z.iso.datetime(),
});
export type Upload = z.infer<typeof Upload>;

export const SourceCreated = z.strictObject({ source: Source, upload: Upload.optional() });
export type SourceCreated = z.infer<typeof SourceCreated>;

export const Document = z.strictObject({
  id: idSchema("document"),
  sourceId: idSchema("source"),
  externalId: z.string(),
  title: z.string(),
  url: z.string().optional(),
  chunks: z.int().nonnegative(),
  updatedAt: z.iso.datetime(),
});
export type Document = z.infer<typeof Document>;

export const Chunk = z.strictObject({
  id: idSchema("chunk"),
  documentId: idSchema("document"),
  position: z.int().nonnegative(),
  heading: z.string().optional(),
  text: z.string(),
});
export type Chunk = z.infer<typeof Chunk>;
