import type { Id } from "@netvexa/contract/ids";
import type { IngestJob } from "@netvexa/contract/jobs";
import type { Database } from "@netvexa/db/client";
import { document, source } from "@netvexa/db/schema/source";
import { removeIndex } from "@netvexa/db/search/write-index";
import { tenantTx } from "@netvexa/db/tenant";
import type { TenantContext } from "@netvexa/db/tenant-context";
import { and, eq, sql } from "drizzle-orm";
import type { Failure } from "../pipeline/draft.ts";
import { lockSource, recountSources } from "./lock-source.ts";

interface Finish {
  /** Every document that the input names, failed ones too: their old versions stay. */
  keep: ReadonlySet<Id<"document">>;
  failures: readonly Failure[];
  hasSucceeded: boolean;
}

/** How many failures a source remembers. */
const MAX_FAILURES = 20;

/** Removes what the input no longer names, makes the counts true and ends the source as ready or failed. */
export async function finishSource(
  db: Database,
  tenant: TenantContext,
  job: IngestJob,
  { keep, failures, hasSucceeded }: Finish,
): Promise<"ready" | "failed" | "deleted" | "stale"> {
  return tenantTx(db, tenant, async (tx) => {
    const lock = await lockSource(tx, job);
    if (lock.state !== "held") return lock.state;
    const { tenantId, agentId, sourceId } = job;
    const rows = await tx
      .select({ id: document.id })
      .from(document)
      .where(and(eq(document.tenantId, tenantId), eq(document.sourceId, sourceId)));
    const documentIds = rows.map(({ id }) => id).filter((id) => !keep.has(id));
    if (documentIds.length > 0) {
      await removeIndex(tx, { tenantId, agentId, documentIds });
      await tx.execute(sql`
        delete from document where tenant_id = ${tenantId} and source_id = ${sourceId}
          and id in (select jsonb_array_elements_text(${JSON.stringify(documentIds)}::jsonb))`);
    }
    await recountSources(tx, tenantId, [sourceId]);
    const problem = hasSucceeded ? undefined : failures[0]?.problem;
    const status = problem === undefined ? "ready" : "failed";
    await tx
      .update(source)
      .set({
        status,
        problemCode: problem?.code ?? null,
        problemDetail: problem?.detail ?? null,
        failures: failures.slice(0, MAX_FAILURES),
        progressDone: sql`${source.progressTotal}`,
        updatedAt: sql`now()`,
      })
      .where(and(eq(source.tenantId, tenantId), eq(source.id, sourceId)));
    return status;
  });
}
