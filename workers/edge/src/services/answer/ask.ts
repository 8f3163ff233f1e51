import type { MessageInput } from "@netvexa/contract/http/answers";
import { type Id, idFromText, isId, newId } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { conversation } from "@netvexa/db/schema/conversation";
import { tenantBatch } from "@netvexa/db/tenant";
import type { Join } from "../../rooms/join.ts";
import { requireLiveAgent } from "../agent/live.ts";
import type { Context, LiveAgent } from "../context.ts";
import { findConversation } from "../conversation/get.ts";
import { requireThawed } from "../widget/allow.ts";

export interface AskedQuestion {
  startedAtMs: number;
  conversationId: Id<"conversation">;
  /** Newline-delimited JSON of server frames. */
  frames: ReadableStream<Uint8Array>;
}

/** Puts a question to the room of its conversation: a new one, or one that the tenant already has with this agent. */
export async function askAgent(
  context: Context,
  { agentId, input }: { agentId: Id<"agent">; input: MessageInput },
): Promise<AskedQuestion> {
  const { services } = context;
  const startedAtMs = services.now();
  const live = await requireLiveAgent(context, agentId);
  requireThawed(live);
  const { join, isNew } = await joinConversation(context, live, input);
  const message = { clientId: await clientIdOf(context), text: input.text };
  const [frames] = await Promise.all([
    services.rooms.ask(join, message),
    isNew ? insertConversation(context, join) : undefined,
  ]);
  return { startedAtMs, conversationId: join.conversationId, frames };
}

async function joinConversation(context: Context, live: LiveAgent, input: MessageInput) {
  const known = input.conversationId === undefined ? undefined : await requireOwn(context, live, input.conversationId);
  const join: Join = {
    tenantId: live.tenant.tenantId,
    agentId: live.agentId,
    agentVersion: live.version,
    conversationId: known?.id ?? (await newConversationId(context)),
    visitorId: known?.visitorId ?? newId("visitor"),
    channel: known?.channel ?? (context.actor.kind === "key" ? "api" : "playground"),
    plan: live.plan,
    settings: live.settings,
  };
  return { join, isNew: known === undefined };
}

async function requireOwn(context: Context, live: LiveAgent, conversationId: string) {
  if (!isId("conversation", conversationId)) throw new ServiceError("not_found");
  const row = await findConversation(context, conversationId);
  if (row.agentId !== live.agentId) throw new ServiceError("not_found");
  return row;
}

/** The row is there before the answer, so that the next question finds it however late the room's own copy comes. */
async function insertConversation({ services, tenant }: Context, join: Join): Promise<void> {
  const at = new Date(services.now());
  const row = {
    tenantId: join.tenantId,
    id: join.conversationId,
    agentId: join.agentId,
    agentVersion: join.agentVersion,
    visitorId: join.visitorId,
    channel: join.channel,
    // What is said goes in sealed, with the room's own delivery.
    title: "",
    startedAt: at,
    lastMessageAt: at,
  };
  await tenantBatch(services.db, tenant, (query) => [query.insert(conversation).values(row).onConflictDoNothing()]);
}

/** A repeated request must meet the conversation that the first one made. */
async function newConversationId({ idempotency, tenant }: Context): Promise<Id<"conversation">> {
  if (idempotency === undefined) return newId("conversation");
  return idFromText("conversation", [tenant.tenantId, idempotency.route, idempotency.key].join("\n"));
}

/** A UUID; the same one for a repeated request, so that the room sees one message. */
async function clientIdOf({ idempotency, tenant }: Context): Promise<string> {
  if (idempotency === undefined) return crypto.randomUUID();
  const text = [tenant.tenantId, idempotency.route, idempotency.key, "message"].join("\n");
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  const hex = Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  // Version 8 (made by our own rule) and the variant of RFC 9562.
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-8$3-8$4-$5");
}
