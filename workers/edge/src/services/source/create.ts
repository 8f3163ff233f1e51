import type { SourceCreated, SourceInput } from "@netvexa/contract/http/sources";
import { type Id, newId } from "@netvexa/contract/ids";
import { inputFolder, inputKey } from "@netvexa/contract/jobs";
import { ServiceError } from "@netvexa/contract/problem";
import { leftover } from "@netvexa/db/schema/leftover";
import { source } from "@netvexa/db/schema/source";
import { tenantBatch } from "@netvexa/db/tenant";
import { eq } from "drizzle-orm";
import { requireLiveAgent } from "../agent/live.ts";
import { auditStatement } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { isForeignKeyViolation } from "../database-fault.ts";
import { recordEffect } from "../idempotency/record.ts";
import { clearLeftovers } from "../leftover/clear.ts";
import { noteAhead, strikeOut } from "../leftover/note.ts";
import { enqueueSource } from "./enqueue.ts";
import { planSource, type SourcePlan } from "./plan.ts";
import { type SourceRow, toSource } from "./shape.ts";

/** Adds knowledge to an agent: stores what is to be read, commits the source, then asks the pipeline to read it. */
export async function createSource(
  context: Context,
  { agentId, input }: { agentId: Id<"agent">; input: SourceInput },
): Promise<SourceCreated> {
  const { services } = context;
  const plan = planSource(input);
  await requireLiveAgent(context, agentId);
  const row = newRow(context, { agentId, kind: input.kind, plan });
  const created: SourceCreated = { source: toSource(row) };
  if (plan.input === undefined) {
    const { contentType = "", sizeBytes = 0 } = plan;
    created.upload = await services.objectStore.presignUpload({ key: row.inputKey, contentType, sizeBytes });
  } else {
    await tenantBatch(services.db, context.tenant, (query) => [noteAhead(query, row, services.now())]);
    await services.objectStore.putJson(row.inputKey, plan.input);
  }
  await insert(context, row, created);
  if (row.status === "queued") await enqueueSource(services, row);
  return created;
}

function newRow(
  { services, tenant }: Context,
  { agentId, kind, plan }: { agentId: Id<"agent">; kind: SourceInput["kind"]; plan: SourcePlan },
): SourceRow {
  const { tenantId } = tenant;
  const id = newId("source");
  const at = new Date(services.now());
  return {
    tenantId,
    id,
    agentId,
    kind,
    name: plan.name,
    status: plan.status,
    revision: 1,
    inputKey: inputKey({ tenantId, sourceId: id, revision: 1 }),
    contentType: plan.contentType ?? null,
    sizeBytes: plan.sizeBytes ?? null,
    url: plan.url ?? null,
    documents: 0,
    chunks: 0,
    progressDone: 0,
    progressTotal: 0,
    problemCode: null,
    problemDetail: null,
    failures: [],
    createdAt: at,
    updatedAt: at,
  };
}

async function insert(context: Context, row: SourceRow, response: SourceCreated): Promise<void> {
  const { services, tenant } = context;
  const { tenantId } = tenant;
  const record = await recordEffect(context, { status: 201, response });
  try {
    await tenantBatch(services.db, tenant, (query) => [
      query.insert(source).values(row),
      strikeOut(query, row),
      auditStatement(context, {
        action: "source.create",
        target: { kind: "source", id: row.id },
        detail: { agentId: row.agentId, kind: row.kind },
      }),
      ...record(query),
    ]);
  } catch (error) {
    context.defer(clearLeftovers(services, tenant, eq(leftover.name, inputFolder({ tenantId, sourceId: row.id }))));
    // The agent was there a moment ago; somebody removed it meanwhile.
    if (isForeignKeyViolation(error)) throw new ServiceError("not_found", { cause: error });
    throw error;
  }
}
