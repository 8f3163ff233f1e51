import type { Id } from "@netvexa/contract/ids";
import { LIMITS } from "@netvexa/contract/limits";
import { conversation } from "@netvexa/db/schema/conversation";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, desc, eq, gt } from "drizzle-orm";
import type { Context } from "../context.ts";

const ROOMS_MAX = 1_000;

/**
 * Makes a change of an agent, then has the rooms of its recent conversations look again who may be there. A room
 * beyond these looks by itself at the next frame.
 */
export async function withRecheck<T>(context: Context, agentId: Id<"agent">, change: () => Promise<T>): Promise<T> {
  const { services, tenant, defer } = context;
  // Before the change, which may take the conversations with it.
  const rooms = await recentRooms(context, agentId);
  const changed = await change();
  defer(Promise.all(rooms.map(({ id }) => services.rooms.recheck({ tenantId: tenant.tenantId, conversationId: id }))));
  return changed;
}

async function recentRooms({ services, tenant }: Context, agentId: Id<"agent">) {
  const since = new Date(services.now() - LIMITS.visitorResumeTtlSeconds * 1000);
  const [rows] = await tenantBatch(services.db, tenant, (query) => [
    query
      .select({ id: conversation.id })
      .from(conversation)
      .where(
        and(
          eq(conversation.tenantId, tenant.tenantId),
          eq(conversation.agentId, agentId),
          eq(conversation.channel, "widget"),
          gt(conversation.lastMessageAt, since),
        ),
      )
      .orderBy(desc(conversation.lastMessageAt))
      .limit(ROOMS_MAX),
  ]);
  return rows;
}
