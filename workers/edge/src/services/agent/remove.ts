import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { controlBatch } from "@netvexa/db/control";
import { agent } from "@netvexa/db/schema/agent";
import { source } from "@netvexa/db/schema/source";
import { agentDirectory } from "@netvexa/db/schema/tenant";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, eq } from "drizzle-orm";
import type { Context } from "../context.ts";

/** Removes an agent with all that it knows and all that was said to it. */
export async function removeAgent({ services, tenant, defer }: Context, agentId: Id<"agent">): Promise<void> {
  const [inputs, [removed]] = await tenantBatch(services.db, tenant, (query) => [
    query
      .select({ key: source.inputKey })
      .from(source)
      .where(and(eq(source.tenantId, tenant.tenantId), eq(source.agentId, agentId))),
    query
      .delete(agent)
      .where(and(eq(agent.tenantId, tenant.tenantId), eq(agent.id, agentId)))
      .returning({ id: agent.id }),
  ]);
  if (removed === undefined) throw new ServiceError("not_found");
  services.agents.delete(agentId);
  defer(Promise.all(inputs.map((input) => services.objectStore.remove(input.key))));
  await controlBatch(services.db, (query) => [query.delete(agentDirectory).where(eq(agentDirectory.agentId, agentId))]);
}
