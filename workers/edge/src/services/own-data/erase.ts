import type { OwnErasure } from "@netvexa/contract/http/widget";
import { ServiceError } from "@netvexa/contract/problem";
import { sql } from "drizzle-orm";
import { auditStatement } from "../audit/record.ts";
import type { Services } from "../context.ts";
import { conversationsOf } from "../visitor/conversations-of.ts";
import { eraseConversations } from "../visitor/erase-conversations.ts";
import { type OwnRequest, requireOwner, unlessAway } from "./claims.ts";

/**
 * Erases what a visitor said to the agent, at their own wish: the stranger's conversations in this browser, the signed-in
 * person's on every device. The session ends first and for good, so no token of it writes anything any more; a repeat
 * after a fault does the rest.
 */
export async function eraseOwnData(services: Services, request: OwnRequest): Promise<OwnErasure> {
  const claims = await requireOwner(services, request);
  const { visitorId, conversationId, sessionId } = claims;
  const { tenant } = request.agent;
  const { kind } = await services.doors.forget(claims, sessionId).catch(unlessAway);
  if (kind === "gone") throw new ServiceError("not_found");
  if (kind === "ended") throw new ServiceError("unauthenticated");
  const by = { services, tenant, actor: { kind: "visitor", id: visitorId } } as const;
  const { ids: known, isAll } = await conversationsOf(by, visitorId);
  // A conversation is known to the database only when its first answer has ended.
  const ids = known.includes(conversationId) ? known : [...known, conversationId];
  const target = { kind: "visitor", id: visitorId };
  const deed = { action: "visitor.erase", target, detail: { conversations: ids.length } } as const;
  const isNews = kind === "first" || known.length > 0;
  const { conversations, messages } = await eraseConversations(services, tenant, {
    ids,
    isForGood: true,
    note: () => auditStatement(by, deed, sql`select where ${isNews}`),
  });
  return { conversations, messages, erasedAt: new Date(services.now()).toISOString(), isComplete: isAll };
}
