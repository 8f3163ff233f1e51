import type { Agent } from "@netvexa/contract/http/agents";
import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { agent } from "@netvexa/db/schema/agent";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, eq, sql } from "drizzle-orm";
import type { Context } from "../context.ts";
import { toAgent } from "./shape.ts";

/** Makes the draft live as the next version. Without a draft nothing changes. */
export async function publishAgent({ services, tenant }: Context, agentId: Id<"agent">): Promise<Agent> {
  const { tenantId } = tenant;
  const at = new Date(services.now());
  const [[row]] = await tenantBatch(services.db, tenant, (query) => [
    query
      .update(agent)
      .set({
        settings: sql`coalesce(${agent.draft}, ${agent.settings})`,
        version: sql`${agent.version} + (${agent.draft} is not null)::integer`,
        updatedAt: sql`case when ${agent.draft} is null then ${agent.updatedAt} else ${at.toISOString()}::timestamptz end`,
        draft: null,
      })
      .where(and(eq(agent.tenantId, tenantId), eq(agent.id, agentId)))
      .returning(),
    sql`
      insert into agent_version (tenant_id, agent_id, version, settings, published_at)
      select tenant_id, id, version, settings, ${at.toISOString()}::timestamptz
      from agent where tenant_id = ${tenantId} and id = ${agentId}
      on conflict (tenant_id, agent_id, version) do nothing`,
  ]);
  if (row === undefined) throw new ServiceError("not_found");
  services.agents.delete(agentId);
  return toAgent(row);
}
