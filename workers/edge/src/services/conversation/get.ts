import type { Conversation } from "@netvexa/contract/http/conversations";
import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { conversation } from "@netvexa/db/schema/conversation";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, eq } from "drizzle-orm";
import type { Context } from "../context.ts";
import { toConversation } from "./shape.ts";

export async function findConversation({ services, tenant }: Context, conversationId: Id<"conversation">) {
  const [[row]] = await tenantBatch(services.db, tenant, (query) => [
    query
      .select()
      .from(conversation)
      .where(and(eq(conversation.tenantId, tenant.tenantId), eq(conversation.id, conversationId))),
  ]);
  if (row === undefined) throw new ServiceError("not_found");
  return row;
}

export async function getConversation(context: Context, conversationId: Id<"conversation">): Promise<Conversation> {
  return toConversation(await findConversation(context, conversationId));
}
