import type { AgentInput } from "@netvexa/contract/http/agents";
import type { Id } from "@netvexa/contract/ids";
import { openDatabase } from "@netvexa/db/client";
import { controlBatch } from "@netvexa/db/control";
import { agent, agentVersion } from "@netvexa/db/schema/agent";
import { agentDirectory } from "@netvexa/db/schema/tenant";
import { tenantBatch } from "@netvexa/db/tenant";
import { mintTenantContext } from "@netvexa/db/tenant-context";

export interface DemoAgent {
  tenantId: Id<"tenant">;
  agentId: Id<"agent">;
  settings: AgentInput;
  embeddingModel: string;
}

/** Puts the demo agent under its fixed id, which no caller of the API may choose. The directory entry moves to the newest tenant. */
export async function insertDemoAgent(databaseUrl: string, demo: DemoAgent): Promise<void> {
  const { tenantId, agentId, settings, embeddingModel } = demo;
  const db = openDatabase({ url: databaseUrl });
  await tenantBatch(db, mintTenantContext(tenantId), (query) => [
    query.insert(agent).values({ tenantId, id: agentId, settings, embeddingModel }),
    query.insert(agentVersion).values({ tenantId, agentId, version: 1, settings }),
  ]);
  await controlBatch(db, (query) => [
    query
      .insert(agentDirectory)
      .values({ agentId, tenantId })
      .onConflictDoUpdate({ target: agentDirectory.agentId, set: { tenantId } }),
  ]);
}
