import type { Agent, AgentPatch } from "@netvexa/contract/http/agents";
import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { agent } from "@netvexa/db/schema/agent";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, eq, sql } from "drizzle-orm";
import type { Context } from "../context.ts";
import { toAgent } from "./shape.ts";

/** Edits the draft; what visitors meet stays as it is. A draft equal to the published settings is none. */
export async function updateAgent(
  { services, tenant }: Context,
  { agentId, patch }: { agentId: Id<"agent">; patch: AgentPatch },
): Promise<Agent> {
  const edited = sql`coalesce(${agent.draft}, ${agent.settings}) || ${JSON.stringify(patch)}::jsonb`;
  const [[row]] = await tenantBatch(services.db, tenant, (query) => [
    query
      .update(agent)
      .set({ draft: sql`nullif(${edited}, ${agent.settings})`, updatedAt: new Date(services.now()) })
      .where(and(eq(agent.tenantId, tenant.tenantId), eq(agent.id, agentId)))
      .returning(),
  ]);
  if (row === undefined) throw new ServiceError("not_found");
  return toAgent(row);
}
