import type { Agent, AgentInput } from "@netvexa/contract/http/agents";
import { newId } from "@netvexa/contract/ids";
import { controlBatch } from "@netvexa/db/control";
import { agent, agentVersion } from "@netvexa/db/schema/agent";
import { agentDirectory } from "@netvexa/db/schema/tenant";
import { tenantBatch } from "@netvexa/db/tenant";
import { auditStatement } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { recordEffect } from "../idempotency/record.ts";
import { shown } from "./audited.ts";
import { toAgent } from "./shape.ts";

/** Makes an agent that is live at once, as version 1. */
export async function createAgent(context: Context, settings: AgentInput): Promise<Agent> {
  const { services, tenant } = context;
  const { tenantId } = tenant;
  const at = new Date(services.now());
  const row = {
    tenantId,
    id: newId("agent"),
    settings,
    version: 1,
    draft: null,
    embeddingModel: services.embedder.model.id,
    createdAt: at,
    updatedAt: at,
  };
  const created = toAgent(row);
  const record = await recordEffect(context, { status: 201, response: created });
  // The directory goes first: an entry without its agent answers "not found", an agent without its entry would be lost.
  await controlBatch(services.db, (query) => [query.insert(agentDirectory).values({ agentId: row.id, tenantId })]);
  await tenantBatch(services.db, tenant, (query) => [
    query.insert(agent).values(row),
    query.insert(agentVersion).values({ tenantId, agentId: row.id, version: 1, settings, publishedAt: at }),
    auditStatement(context, {
      action: "agent.create",
      target: { kind: "agent", id: row.id },
      detail: { after: shown(settings) },
    }),
    ...record(query),
  ]);
  return created;
}
