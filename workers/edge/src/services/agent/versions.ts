import type { AgentVersion } from "@netvexa/contract/http/agents";
import type { List, ListQuery } from "@netvexa/contract/http/list";
import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { agent, agentVersion } from "@netvexa/db/schema/agent";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, desc, eq, lt } from "drizzle-orm";
import type { Context } from "../context.ts";
import { decodeCursor, toPage } from "../cursor.ts";

/** What was published, newest first. */
export async function listAgentVersions(
  { services, tenant }: Context,
  { agentId, cursor, limit }: ListQuery & { agentId: Id<"agent"> },
): Promise<List<AgentVersion>> {
  const { tenantId } = tenant;
  const after = decodeCursor(cursor, "number");
  const [[owner], rows] = await tenantBatch(services.db, tenant, (query) => [
    query
      .select({ id: agent.id })
      .from(agent)
      .where(and(eq(agent.tenantId, tenantId), eq(agent.id, agentId))),
    query
      .select()
      .from(agentVersion)
      .where(
        and(
          eq(agentVersion.tenantId, tenantId),
          eq(agentVersion.agentId, agentId),
          after === undefined ? undefined : lt(agentVersion.version, Number(after.at)),
        ),
      )
      .orderBy(desc(agentVersion.version))
      .limit(limit + 1),
  ]);
  if (owner === undefined) throw new ServiceError("not_found");
  return toPage(rows, limit, {
    item: (row) => ({
      version: row.version,
      settings: row.settings,
      publishedAt: row.publishedAt.toISOString(),
    }),
    position: (row) => ({ at: String(row.version), id: agentId }),
  });
}
