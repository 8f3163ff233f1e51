import type { WorkspaceErasure } from "@netvexa/contract/http/workspace";
import type { Id } from "@netvexa/contract/ids";
import { inputFolder, tenantFolder } from "@netvexa/contract/jobs";
import { LIMITS } from "@netvexa/contract/limits";
import { ServiceError } from "@netvexa/contract/problem";
import { controlBatch } from "@netvexa/db/control";
import { dropPlaces } from "@netvexa/db/placement/drop-places";
import { agent } from "@netvexa/db/schema/agent";
import { authSession } from "@netvexa/db/schema/auth";
import { conversation } from "@netvexa/db/schema/conversation";
import { idempotency } from "@netvexa/db/schema/idempotency";
import { leftover } from "@netvexa/db/schema/leftover";
import { tenantMove } from "@netvexa/db/schema/placement";
import { tenantKey } from "@netvexa/db/schema/sealing";
import { source } from "@netvexa/db/schema/source";
import { apiKey, erasedWorkspace, tenant as tenantTable } from "@netvexa/db/schema/tenant";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, asc, eq, inArray, notInArray } from "drizzle-orm";
import { auditStatement } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { clearAllLeftovers } from "../leftover/clear.ts";
import { eraseConversations } from "../visitor/erase-conversations.ts";
import { askDoor } from "../widget/recheck.ts";
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
  const { sources, files } = conversations === 0 ? await eraseSomeSources(context) : { sources: 0, files: 0 };
  const isComplete = conversations === 0 && sources === 0;
  if (isComplete) await eraseRest(context);
  return { conversations, files, erasedAt: new Date(services.now()).toISOString(), isComplete };
}

/** First nobody else may add anything. A copy that a move has left goes too, but not while the move is writing it. */
async function closeDoors({ services, tenant: { tenantId } }: Context): Promise<void> {
  // A copy that was kept is out of reach of whoever may not drop it.
  const settled = (await services.mayDropPlaces()) ? (["kept", "dropping"] as const) : [];
  const [moves, , keys] = await controlBatch(services.db, (query) => [
    query
      .select({ step: tenantMove.step })
      .from(tenantMove)
      .where(and(eq(tenantMove.id, tenantId), notInArray(tenantMove.step, [...settled, "done", "cancelled"]))),
    query
      .update(apiKey)
      .set({ revokedAt: new Date(services.now()) })
      .where(eq(apiKey.tenantId, tenantId)),
    query.select({ hash: apiKey.hash }).from(apiKey).where(eq(apiKey.tenantId, tenantId)),
  ]);
  for (const { hash } of keys) services.keys.delete(hash);
  if (moves.length > 0) {
    throw new ServiceError("conflict", {
      detail: "The workspace is being moved. Repeat this when the move has ended.",
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

/** Files go before the rows that name them. */
async function eraseSomeSources({ services, tenant }: Context): Promise<{ sources: number; files: number }> {
  const { tenantId } = tenant;
  const [rows] = await tenantBatch(services.db, tenant, (query) => [
    query
      .select({ id: source.id })
      .from(source)
      .where(eq(source.tenantId, tenantId))
      .orderBy(asc(source.id))
      .limit(SOURCES_PER_CALL),
  ]);
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return { sources: 0, files: 0 };
  const removed = await Promise.all(
    ids.map((sourceId) => services.objectStore.removeFolder(inputFolder({ tenantId, sourceId }))),
  );
  await tenantBatch(services.db, tenant, (query) => [
    query.delete(source).where(and(eq(source.tenantId, tenantId), inArray(source.id, ids))),
  ]);
  return { sources: ids.length, files: removed.reduce((sum, files) => sum + files, 0) };
}

async function eraseRest(context: Context): Promise<void> {
  const { services, tenant } = context;
  const { tenantId } = tenant;
  await eraseOutside(context);
  const deed = { action: "workspace.erase", target: { kind: "tenant", id: tenantId } } as const;
  const [agents] = await tenantBatch(services.db, tenant, (query) => [
    query.delete(agent).where(eq(agent.tenantId, tenantId)).returning({ id: agent.id }),
    query.delete(idempotency).where(eq(idempotency.tenantId, tenantId)),
    query.delete(tenantKey).where(eq(tenantKey.tenantId, tenantId)),
    query.delete(leftover).where(eq(leftover.tenantId, tenantId)),
    auditStatement(context, deed),
  ]);
  for (const { id } of agents) services.agents.delete(id);
  if (await services.mayDropPlaces()) await dropPlaces(services.db, tenant);
  const endsAt = new Date(services.now() + LIMITS.uploadUrlTtlSeconds * 1000);
  // What refers to it in the control plane goes with it.
  await controlBatch(services.db, (query) => [
    query.update(authSession).set({ activeOrganizationId: null }).where(eq(authSession.activeOrganizationId, tenantId)),
    query.insert(erasedWorkspace).values({ id: tenantId, endsAt }).onConflictDoNothing(),
    query.delete(tenantTable).where(eq(tenantTable.id, tenantId)),
  ]);
  // There is no tenant any more in which the answer could be kept for a repeat.
  if (context.idempotency !== undefined) context.idempotency.isRecorded = true;
}

/** Rooms of which no row tells, files of which none does, and what earlier deletions left: all before their last trace. */
async function eraseOutside({ services, tenant }: Context): Promise<void> {
  const { tenantId } = tenant;
  const [agents] = await tenantBatch(services.db, tenant, (query) => [
    query.select({ id: agent.id }).from(agent).where(eq(agent.tenantId, tenantId)),
  ]);
  for (const { id: agentId } of agents) await askDoor(() => services.doors.close({ tenantId, agentId }, []));
  await clearAllLeftovers(services, tenant);
  await services.objectStore.removeFolder(tenantFolder(tenantId));
}
