import type { WorkspaceErasure } from "@netvexa/contract/http/workspace";
import type { Id } from "@netvexa/contract/ids";
import { inputKey } from "@netvexa/contract/jobs";
import { ServiceError } from "@netvexa/contract/problem";
import { controlBatch } from "@netvexa/db/control";
import { agent } from "@netvexa/db/schema/agent";
import { conversation } from "@netvexa/db/schema/conversation";
import { idempotency } from "@netvexa/db/schema/idempotency";
import { tenantMove } from "@netvexa/db/schema/placement";
import { tenantKey } from "@netvexa/db/schema/sealing";
import { source } from "@netvexa/db/schema/source";
import { apiKey, tenant as tenantTable } from "@netvexa/db/schema/tenant";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, asc, eq, inArray, ne } from "drizzle-orm";
import { auditStatement } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { eraseConversations } from "../visitor/erase-conversations.ts";
import { requireFreshSignIn } from "./require-fresh.ts";

const CONVERSATIONS_PER_CALL = 200;
const SOURCES_PER_CALL = 50;

/**
 * Erases a workspace where it lives: rooms, files, rows and keys, at last members, credentials and its name. Each call
 * does a part, in this order, and a repeat after a fault goes on. The audit log stays, and says that it was done.
 */
export async function eraseWorkspace(context: Context, confirm: Id<"tenant">): Promise<WorkspaceErasure> {
  const { services, tenant } = context;
  if (confirm !== tenant.tenantId) {
    const errors = [{ pointer: "?confirm", code: "invalid_value", detail: "must be the id of your own workspace" }];
    throw new ServiceError("invalid_request", { errors });
  }
  await requireFreshSignIn(context);
  await closeDoors(context);
  const conversations = await eraseSomeConversations(context);
  const files = conversations === 0 ? await eraseSomeSources(context) : 0;
  const isComplete = conversations === 0 && files === 0;
  if (isComplete) await eraseRest(context);
  return { conversations, files, erasedAt: new Date(services.now()).toISOString(), isComplete };
}

/** First nobody else may add anything. A move in progress has a second copy, which this would leave behind. */
async function closeDoors({ services, tenant: { tenantId } }: Context): Promise<void> {
  const [moves, , keys] = await controlBatch(services.db, (query) => [
    query
      .select({ step: tenantMove.step })
      .from(tenantMove)
      .where(and(eq(tenantMove.id, tenantId), ne(tenantMove.step, "done"))),
    query
      .update(apiKey)
      .set({ revokedAt: new Date(services.now()) })
      .where(eq(apiKey.tenantId, tenantId)),
    query.select({ hash: apiKey.hash }).from(apiKey).where(eq(apiKey.tenantId, tenantId)),
  ]);
  for (const { hash } of keys) services.keys.delete(hash);
  if (moves.length > 0) {
    throw new ServiceError("conflict", {
      detail: "A move of the workspace is not confirmed yet, and holds a second copy.",
    });
  }
}

async function eraseSomeConversations({ services, tenant }: Context): Promise<number> {
  const [rows] = await tenantBatch(services.db, tenant, (query) => [
    query
      .select({ id: conversation.id })
      .from(conversation)
      .where(eq(conversation.tenantId, tenant.tenantId))
      .orderBy(asc(conversation.id))
      .limit(CONVERSATIONS_PER_CALL),
  ]);
  const { conversations } = await eraseConversations(services, tenant, { ids: rows.map(({ id }) => id) });
  return conversations;
}

/** Files go before the rows that name them. Each revision of a source had a file of its own. */
async function eraseSomeSources({ services, tenant }: Context): Promise<number> {
  const { tenantId } = tenant;
  const [rows] = await tenantBatch(services.db, tenant, (query) => [
    query
      .select({ id: source.id, revision: source.revision })
      .from(source)
      .where(eq(source.tenantId, tenantId))
      .limit(SOURCES_PER_CALL),
  ]);
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return 0;
  const keys = rows.flatMap(({ id: sourceId, revision }) =>
    Array.from({ length: revision }, (_, at) => inputKey({ tenantId, sourceId, revision: at + 1 })),
  );
  await Promise.all(keys.map((key) => services.objectStore.remove(key)));
  await tenantBatch(services.db, tenant, (query) => [
    query.delete(source).where(and(eq(source.tenantId, tenantId), inArray(source.id, ids))),
  ]);
  return keys.length;
}

async function eraseRest(context: Context): Promise<void> {
  const { services, tenant } = context;
  const { tenantId } = tenant;
  const deed = { action: "workspace.erase", target: { kind: "tenant", id: tenantId } } as const;
  const [agents] = await tenantBatch(services.db, tenant, (query) => [
    query.delete(agent).where(eq(agent.tenantId, tenantId)).returning({ id: agent.id }),
    query.delete(idempotency).where(eq(idempotency.tenantId, tenantId)),
    query.delete(tenantKey).where(eq(tenantKey.tenantId, tenantId)),
    auditStatement(context, deed),
  ]);
  for (const { id } of agents) services.agents.delete(id);
  // What refers to it in the control plane goes with it.
  await controlBatch(services.db, (query) => [query.delete(tenantTable).where(eq(tenantTable.id, tenantId))]);
  // There is no tenant any more in which the answer could be kept for a repeat.
  if (context.idempotency !== undefined) context.idempotency.isRecorded = true;
}
