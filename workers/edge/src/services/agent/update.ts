import type { Agent, AgentPatch } from "@netvexa/contract/http/agents";
import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { agent } from "@netvexa/db/schema/agent";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, eq, sql } from "drizzle-orm";
import { auditStatement } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { editDetail, lockedAgent } from "./audited.ts";
import { toAgent } from "./shape.ts";

/** Edits the draft; what visitors meet stays as it is. A draft equal to the published settings is none. */
export async function updateAgent(
  context: Context,
  { agentId, patch }: { agentId: Id<"agent">; patch: AgentPatch },
): Promise<Agent> {
  const { services, tenant } = context;
  const deed = { action: "agent.update", target: { kind: "agent", id: agentId }, detail: editDetail(patch) } as const;
  const edited = sql`coalesce(${agent.draft}, ${agent.settings}) || ${JSON.stringify(patch)}::jsonb`;
  const [, [row]] = await tenantBatch(services.db, tenant, (query) => [
    auditStatement(context, deed, lockedAgent(tenant, agentId)),
    query
      .update(agent)
      .set({ draft: sql`nullif(${edited}, ${agent.settings})`, updatedAt: new Date(services.now()) })
      .where(and(eq(agent.tenantId, tenant.tenantId), eq(agent.id, agentId)))
      .returning(),
  ]);
  if (row === undefined) throw new ServiceError("not_found");
  return toAgent(row);
}
