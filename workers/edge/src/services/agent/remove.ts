import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { controlBatch } from "@netvexa/db/control";
import { agent } from "@netvexa/db/schema/agent";
import { leftover } from "@netvexa/db/schema/leftover";
import { agentDirectory } from "@netvexa/db/schema/tenant";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, eq, sql } from "drizzle-orm";
import { auditStatement } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { clearLeftovers } from "../leftover/clear.ts";
import { noteAgent } from "../leftover/note.ts";
import { lockedAgent } from "./audited.ts";

/** Removes an agent with all that it knows and all that was said to it, its rooms' own copies included. */
export async function removeAgent(context: Context, agentId: Id<"agent">): Promise<void> {
  const { services, tenant, defer } = context;
  const deed = {
    action: "agent.delete",
    target: { kind: "agent", id: agentId },
    detail: sql`jsonb_build_object('name', found.settings -> 'name')`,
  } as const;
  const notes = noteAgent(tenant, agentId, services.now());
  const results = await tenantBatch(services.db, tenant, (query) => [
    auditStatement(context, deed, lockedAgent(tenant, agentId)),
    ...notes,
    query
      .delete(agent)
      .where(and(eq(agent.tenantId, tenant.tenantId), eq(agent.id, agentId)))
      .returning({ id: agent.id }),
  ]);
  if (results.at(-1)?.length === 0) throw new ServiceError("not_found");
  services.agents.delete(agentId);
  defer(clearLeftovers(services, tenant, eq(leftover.agentId, agentId)));
  await controlBatch(services.db, (query) => [query.delete(agentDirectory).where(eq(agentDirectory.agentId, agentId))]);
}
