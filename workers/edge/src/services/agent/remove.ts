import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { controlBatch } from "@netvexa/db/control";
import { agent } from "@netvexa/db/schema/agent";
import { conversation } from "@netvexa/db/schema/conversation";
import { source } from "@netvexa/db/schema/source";
import { agentDirectory } from "@netvexa/db/schema/tenant";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, eq, sql } from "drizzle-orm";
import { auditStatement } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { askDoor } from "../widget/recheck.ts";
import { lockedAgent } from "./audited.ts";

/** Removes an agent with all that it knows and all that was said to it, its rooms' own copies included. */
export async function removeAgent(context: Context, agentId: Id<"agent">): Promise<void> {
  const { services, tenant, defer } = context;
  const deed = {
    action: "agent.delete",
    target: { kind: "agent", id: agentId },
    detail: sql`jsonb_build_object('name', found.settings -> 'name')`,
  } as const;
  const [, inputs, conversations, [removed]] = await tenantBatch(services.db, tenant, (query) => [
    auditStatement(context, deed, lockedAgent(tenant, agentId)),
    query
      .select({ key: source.inputKey })
      .from(source)
      .where(and(eq(source.tenantId, tenant.tenantId), eq(source.agentId, agentId))),
    query
      .select({ id: conversation.id })
      .from(conversation)
      .where(and(eq(conversation.tenantId, tenant.tenantId), eq(conversation.agentId, agentId))),
    query
      .delete(agent)
      .where(and(eq(agent.tenantId, tenant.tenantId), eq(agent.id, agentId)))
      .returning({ id: agent.id }),
  ]);
  if (removed === undefined) throw new ServiceError("not_found");
  services.agents.delete(agentId);
  const rooms = conversations.map(({ id }) => id);
  defer(askDoor(() => services.doors.close({ tenantId: tenant.tenantId, agentId }, rooms)));
  defer(Promise.all(inputs.map((input) => services.objectStore.remove(input.key))));
  await controlBatch(services.db, (query) => [query.delete(agentDirectory).where(eq(agentDirectory.agentId, agentId))]);
}
