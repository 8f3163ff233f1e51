import { z } from "zod";
import { idSchema } from "./ids.ts";

/**
 * What travels over SQS. At least once, in any order: the handler is idempotent by source, document and
 * content hash. `version` guards a rolling deploy; an unknown one is parked, not retried.
 */
export const IngestJob = z.strictObject({
  version: z.literal(1),
  jobId: idSchema("job"),
  tenantId: idSchema("tenant"),
  agentId: idSchema("agent"),
  sourceId: idSchema("source"),
  /** S3 key of what to read: the uploaded file, or the JSON of `documents`, `qa` and `url` sources. */
  inputKey: z.string().min(1).max(500),
  kind: z.enum(["documents", "qa", "file", "url"]),
  /** Grows with each sync of a source; a job older than the source's own revision is dropped. */
  revision: z.int().positive(),
  enqueuedAt: z.iso.datetime(),
});
export type IngestJob = z.infer<typeof IngestJob>;

/** The S3 object behind `inputKey` for kinds that are not an uploaded file. */
export const IngestInput = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("documents"),
    documents: z.array(
      z.strictObject({
        externalId: z.string(),
        title: z.string(),
        text: z.string(),
        url: z.string().optional(),
      }),
    ),
  }),
  z.strictObject({
    kind: z.literal("qa"),
    pairs: z.array(z.strictObject({ question: z.string(), answer: z.string() })),
  }),
  z.strictObject({ kind: z.literal("url"), url: z.string() }),
]);
export type IngestInput = z.infer<typeof IngestInput>;

/** Where a source's input lies in the bucket. Server-made ids only: no name of a caller is ever part of a key. */
export function inputKey(job: { tenantId: string; sourceId: string; revision: number }): string {
  return `${inputFolder(job)}${job.revision}`;
}

/** Whether a job names an input of its own source; of an earlier revision it may be. */
export function isOwnInput(job: Pick<IngestJob, "tenantId" | "sourceId" | "inputKey">): boolean {
  const folder = inputFolder(job);
  return job.inputKey.startsWith(folder) && /^\d+$/.test(job.inputKey.slice(folder.length));
}

/** Where all inputs of a tenant's sources lie. */
export function tenantFolder(tenantId: string): string {
  return `tenants/${tenantId}/`;
}

/** Where the inputs of a source lie, those of every revision. */
export function inputFolder({ tenantId, sourceId }: { tenantId: string; sourceId: string }): string {
  return `${tenantFolder(tenantId)}sources/${sourceId}/`;
}
