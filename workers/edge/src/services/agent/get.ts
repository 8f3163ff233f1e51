import type { Agent } from "@netvexa/contract/http/agents";
import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { agent } from "@netvexa/db/schema/agent";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, eq } from "drizzle-orm";
import type { Context } from "../context.ts";
import { toAgent } from "./shape.ts";

export async function getAgent({ services, tenant }: Context, agentId: Id<"agent">): Promise<Agent> {
  const [[row]] = await tenantBatch(services.db, tenant, (query) => [
    query
      .select()
      .from(agent)
      .where(and(eq(agent.tenantId, tenant.tenantId), eq(agent.id, agentId))),
  ]);
  if (row === undefined) throw new ServiceError("not_found");
  return toAgent(row);
}
