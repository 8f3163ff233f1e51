import type { IngestJob } from "@netvexa/contract/jobs";
import type { Database } from "@netvexa/db/client";
import { agent } from "@netvexa/db/schema/agent";
import { source } from "@netvexa/db/schema/source";
import { tenantBatch } from "@netvexa/db/tenant";
import type { TenantContext } from "@netvexa/db/tenant-context";
import { and, eq, ne, sql } from "drizzle-orm";

export interface ClaimedSource {
  name: string;
  contentType: string | null;
  /** BCP 47 tag of the language that the agent's knowledge is written in. */
  locale: string;
}

type Claim =
  | { state: "claimed"; source: ClaimedSource }
  /** The source or its agent is gone. */
  | { state: "deleted" }
  /** A later sync has its own job. */
  | { state: "stale" }
  /** An earlier delivery of this job has done it all. */
  | { state: "duplicate" };

/** Marks the source as being worked on, unless the job has nothing left to do. One round trip. */
export async function claimSource(db: Database, tenant: TenantContext, job: IngestJob): Promise<Claim> {
  const mine = and(eq(source.tenantId, job.tenantId), eq(source.id, job.sourceId), eq(source.agentId, job.agentId));
  const [claimed, found] = await tenantBatch(db, tenant, (query) => [
    query
      .update(source)
      .set({
        status: "processing",
        progressDone: 0,
        progressTotal: 0,
        problemCode: null,
        problemDetail: null,
        updatedAt: sql`now()`,
      })
      .where(and(mine, eq(source.revision, job.revision), ne(source.status, "ready")))
      .returning({ id: source.id }),
    query
      .select({
        revision: source.revision,
        name: source.name,
        contentType: source.contentType,
        settings: agent.settings,
      })
      .from(source)
      .innerJoin(agent, and(eq(agent.tenantId, source.tenantId), eq(agent.id, source.agentId)))
      .where(mine),
  ]);
  const [row] = found;
  if (row === undefined) return { state: "deleted" };
  if (row.revision !== job.revision) return { state: "stale" };
  if (claimed.length === 0) return { state: "duplicate" };
  return { state: "claimed", source: { name: row.name, contentType: row.contentType, locale: row.settings.locale } };
}
