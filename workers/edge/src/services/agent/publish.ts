import type { Agent, AgentInput } from "@netvexa/contract/http/agents";
import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { agent } from "@netvexa/db/schema/agent";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, eq, sql } from "drizzle-orm";
import { auditStatement } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { recheckAgent } from "../widget/recheck.ts";
import { lockedAgent } from "./audited.ts";
import { toAgent } from "./shape.ts";

/** The settings that say who may talk to the agent, as one text. */
function whoMayTalk({ allowedOrigins, countries, visitors }: AgentInput): string {
  return JSON.stringify([allowedOrigins, countries, visitors]);
}

/**
 * Makes the draft live as the next version. Without a draft nothing changes. Where that changes who may talk to the
 * agent, the rooms of its visitors look again.
 */
export async function publishAgent(context: Context, agentId: Id<"agent">): Promise<Agent> {
  const { services, tenant } = context;
  const { tenantId } = tenant;
  const at = new Date(services.now());
  const deed = {
    action: "agent.publish",
    target: { kind: "agent", id: agentId },
    detail: sql`jsonb_build_object('before', found.version, 'after', found.version + 1)`,
  } as const;
  const drafted = sql`select * from (${lockedAgent(tenant, agentId)}) as locked where draft is not null`;
  const [, [before], [row]] = await tenantBatch(services.db, tenant, (query) => [
    auditStatement(context, deed, drafted),
    query
      .select({ settings: agent.settings })
      .from(agent)
      .where(and(eq(agent.tenantId, tenantId), eq(agent.id, agentId))),
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
  const isOther = before !== undefined && whoMayTalk(before.settings) !== whoMayTalk(row.settings);
  if (isOther) context.defer(recheckAgent(services, { tenantId, agentId }));
  return toAgent(row);
}
