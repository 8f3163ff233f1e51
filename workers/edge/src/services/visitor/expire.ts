import { PLANS } from "@netvexa/contract/plans";
import { agent } from "@netvexa/db/schema/agent";
import { conversation } from "@netvexa/db/schema/conversation";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, asc, eq, sql } from "drizzle-orm";
import { tenantOf } from "../../auth/tenant-of.ts";
import { describeError } from "../../observability/logger.ts";
import type { Services } from "../context.ts";
import { everyTenant, type Owner } from "../every-tenant.ts";
import { eraseConversations } from "./erase-conversations.ts";

export interface ExpiryLimits {
  /** Most conversations of one run, and of one tenant in it, so that nobody waits for a large neighbour. */
  perRun: number;
  perTenant: number;
}

/**
 * Erases conversations that are older than their agent keeps them, or than the plan does. Returns how many. What a
 * run leaves, or leaves half done, the next one takes up.
 */
export async function expireConversations(services: Services, { perRun, perTenant }: ExpiryLimits): Promise<number> {
  let erased = 0;
  for await (const owner of everyTenant(services)) {
    const limit = Math.min(perTenant, perRun - erased);
    if (limit <= 0) return erased;
    try {
      erased += await expireOf(services, owner, limit);
    } catch (error) {
      // One tenant's fault must not keep the others' promises from being kept.
      services.log("error", "retention_failed", { tenantId: owner.id, ...describeError(error) });
    }
  }
  return erased;
}

async function expireOf(services: Services, { id, plan }: Owner, limit: number): Promise<number> {
  const owner = tenantOf({ tenantId: id });
  const planDays = PLANS[plan].retentionDays;
  // Only the published settings count: a draft promises nothing to anybody yet.
  const days = sql`least(coalesce((${agent.settings} ->> 'retentionDays')::integer, ${planDays}), ${planDays})`;
  const nowText = new Date(services.now()).toISOString();
  const [rows] = await tenantBatch(services.db, owner, (query) => [
    query
      .select({ id: conversation.id })
      .from(conversation)
      .innerJoin(agent, and(eq(agent.tenantId, conversation.tenantId), eq(agent.id, conversation.agentId)))
      .where(
        and(
          eq(conversation.tenantId, id),
          sql`${conversation.lastMessageAt} < ${nowText}::timestamptz - make_interval(days => ${days})`,
        ),
      )
      .orderBy(asc(conversation.lastMessageAt))
      .limit(limit),
  ]);
  const { conversations } = await eraseConversations(services, owner, { ids: rows.map((row) => row.id) });
  return conversations;
}
