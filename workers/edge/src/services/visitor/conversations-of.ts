import type { Id } from "@netvexa/contract/ids";
import { conversation } from "@netvexa/db/schema/conversation";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, asc, eq } from "drizzle-orm";
import type { Context } from "../context.ts";

const CONVERSATIONS_PER_CALL = 200;

/** As many conversations of a visitor, or of the whole tenant, as one call erases; `isAll`: there are no more. */
export async function conversationsOf(
  { services, tenant }: Pick<Context, "services" | "tenant">,
  visitorId: Id<"visitor"> | undefined,
): Promise<{ ids: Id<"conversation">[]; isAll: boolean }> {
  const [rows] = await tenantBatch(services.db, tenant, (query) => [
    query
      .select({ id: conversation.id })
      .from(conversation)
      .where(
        and(
          eq(conversation.tenantId, tenant.tenantId),
          visitorId === undefined ? undefined : eq(conversation.visitorId, visitorId),
        ),
      )
      .orderBy(asc(conversation.id))
      .limit(CONVERSATIONS_PER_CALL + 1),
  ]);
  return {
    ids: rows.slice(0, CONVERSATIONS_PER_CALL).map(({ id }) => id),
    isAll: rows.length <= CONVERSATIONS_PER_CALL,
  };
}
