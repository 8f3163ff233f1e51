import type { Id } from "@netvexa/contract/ids";
import type { IngestJob } from "@netvexa/contract/jobs";
import type { Transaction } from "@netvexa/db/batch";
import { agent } from "@netvexa/db/schema/agent";
import { source } from "@netvexa/db/schema/source";
import { and, eq, sql } from "drizzle-orm";

type Lock = { state: "held"; createdAt: Date } | { state: "deleted" } | { state: "stale" };

/**
 * Keeps agent and source as they are until the transaction ends. Agent first: two jobs of one agent that move
 * the same document take turns, and whoever deletes either waits and then finds all that was written.
 */
export async function lockSource(tx: Transaction, job: IngestJob): Promise<Lock> {
  const agents = await tx
    .select({ id: agent.id })
    .from(agent)
    .where(and(eq(agent.tenantId, job.tenantId), eq(agent.id, job.agentId)))
    .for("no key update");
  const [row] = await tx
    .select({ revision: source.revision, createdAt: source.createdAt })
    .from(source)
    .where(and(eq(source.tenantId, job.tenantId), eq(source.id, job.sourceId)))
    .for("no key update");
  if (agents.length === 0 || row === undefined) return { state: "deleted" };
  return row.revision === job.revision ? { state: "held", createdAt: row.createdAt } : { state: "stale" };
}

/** Makes the counts of sources true again after documents came, went or moved. */
export async function recountSources(
  tx: Transaction,
  tenantId: Id<"tenant">,
  sourceIds: readonly Id<"source">[],
): Promise<void> {
  const ids = JSON.stringify([...new Set(sourceIds)].sort());
  await tx.execute(sql`
    update source set documents = counted.documents, chunks = counted.chunks
    from (
      select asked.id, count(document.id)::integer as documents, coalesce(sum(document.chunks), 0)::integer as chunks
      from jsonb_array_elements_text(${ids}::jsonb) as asked (id)
      left join document on document.tenant_id = ${tenantId} and document.source_id = asked.id
      group by asked.id
    ) as counted
    where source.tenant_id = ${tenantId} and source.id = counted.id`);
}
