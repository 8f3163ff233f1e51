import type { Agent } from "@netvexa/contract/http/agents";
import type { List, ListQuery } from "@netvexa/contract/http/list";
import { agent } from "@netvexa/db/schema/agent";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, desc, eq } from "drizzle-orm";
import type { Context } from "../context.ts";
import { decodeCursor, toPage } from "../cursor.ts";
import { exactText, olderThan } from "../keyset.ts";
import { toAgent } from "./shape.ts";

/** The tenant's agents, newest first. */
export async function listAgents({ services, tenant }: Context, input: ListQuery): Promise<List<Agent>> {
  const after = decodeCursor(input.cursor, "time");
  const [rows] = await tenantBatch(services.db, tenant, (query) => [
    query
      .select({ row: agent, at: exactText(agent.createdAt) })
      .from(agent)
      .where(and(eq(agent.tenantId, tenant.tenantId), olderThan({ at: agent.createdAt, id: agent.id }, after)))
      .orderBy(desc(agent.createdAt), desc(agent.id))
      .limit(input.limit + 1),
  ]);
  return toPage(rows, input.limit, {
    item: ({ row }) => toAgent(row),
    position: ({ row, at }) => ({ at, id: row.id }),
  });
}
