import type { List, ListQuery } from "@netvexa/contract/http/list";
import type { Source } from "@netvexa/contract/http/sources";
import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { agent } from "@netvexa/db/schema/agent";
import { source } from "@netvexa/db/schema/source";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, desc, eq } from "drizzle-orm";
import type { Context } from "../context.ts";
import { decodeCursor, toPage } from "../cursor.ts";
import { exactText, olderThan } from "../keyset.ts";
import { toSource } from "./shape.ts";

/** The sources of one agent, newest first. */
export async function listSources(
  { services, tenant }: Context,
  { agentId, cursor, limit }: ListQuery & { agentId: Id<"agent"> },
): Promise<List<Source>> {
  const { tenantId } = tenant;
  const after = decodeCursor(cursor, "time");
  const [[owner], rows] = await tenantBatch(services.db, tenant, (query) => [
    query
      .select({ id: agent.id })
      .from(agent)
      .where(and(eq(agent.tenantId, tenantId), eq(agent.id, agentId))),
    query
      .select({ row: source, at: exactText(source.createdAt) })
      .from(source)
      .where(
        and(
          eq(source.tenantId, tenantId),
          eq(source.agentId, agentId),
          olderThan({ at: source.createdAt, id: source.id }, after),
        ),
      )
      .orderBy(desc(source.createdAt), desc(source.id))
      .limit(limit + 1),
  ]);
  if (owner === undefined) throw new ServiceError("not_found");
  return toPage(rows, limit, {
    item: ({ row }) => toSource(row),
    position: ({ row, at }) => ({ at, id: row.id }),
  });
}
