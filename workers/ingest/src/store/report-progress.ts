import type { IngestJob } from "@netvexa/contract/jobs";
import type { Database } from "@netvexa/db/client";
import { source } from "@netvexa/db/schema/source";
import { tenantBatch } from "@netvexa/db/tenant";
import type { TenantContext } from "@netvexa/db/tenant-context";
import { and, eq, sql } from "drizzle-orm";
import type { Verdict } from "../faults.ts";

/** The row of the job's source, as long as no later sync has taken it over. */
function mine(job: IngestJob) {
  return and(eq(source.tenantId, job.tenantId), eq(source.id, job.sourceId), eq(source.revision, job.revision));
}

export async function reportProgress(
  db: Database,
  tenant: TenantContext,
  job: IngestJob,
  progress: { done: number; total: number },
): Promise<void> {
  await tenantBatch(db, tenant, (query) => [
    query
      .update(source)
      .set({ progressDone: progress.done, progressTotal: progress.total, updatedAt: sql`now()` })
      .where(mine(job)),
  ]);
}

/** Ends the source with a problem that its owner can read. What answered before keeps answering. */
export async function failSource(
  db: Database,
  tenant: TenantContext,
  job: IngestJob,
  { code, detail }: Pick<Verdict, "code" | "detail">,
): Promise<void> {
  await tenantBatch(db, tenant, (query) => [
    query
      .update(source)
      .set({ status: "failed", problemCode: code, problemDetail: detail, failures: [], updatedAt: sql`now()` })
      .where(mine(job)),
  ]);
}
