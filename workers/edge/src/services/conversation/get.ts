import type { Conversation } from "@netvexa/contract/http/conversations";
import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { conversation } from "@netvexa/db/schema/conversation";
import { conversationKey } from "@netvexa/db/schema/sealing";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, eq } from "drizzle-orm";
import type { Context } from "../context.ts";
import { ownKey, readingKey } from "./keys.ts";
import { toConversation } from "./shape.ts";

async function findSealed({ services, tenant }: Context, conversationId: Id<"conversation">) {
  const [[found]] = await tenantBatch(services.db, tenant, (query) => [
    query
      .select({ row: conversation, key: conversationKey })
      .from(conversation)
      .leftJoin(conversationKey, ownKey)
      .where(and(eq(conversation.tenantId, tenant.tenantId), eq(conversation.id, conversationId))),
  ]);
  if (found === undefined) throw new ServiceError("not_found");
  return found;
}

/** The row as it is stored: its title is sealed. */
export async function findConversation(context: Context, conversationId: Id<"conversation">) {
  return (await findSealed(context, conversationId)).row;
}

export async function getConversation(context: Context, conversationId: Id<"conversation">): Promise<Conversation> {
  const { row, key } = await findSealed(context, conversationId);
  return toConversation(row, await readingKey(context.services.vault, context.tenant, key));
}
