import type { Source } from "@netvexa/contract/http/sources";
import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { source } from "@netvexa/db/schema/source";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, inArray, sql } from "drizzle-orm";
import { auditStatement } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { enqueueSource } from "./enqueue.ts";
import { isSource, lockedSource, selectSource } from "./find.ts";
import { toSource } from "./shape.ts";

/** Reads the source again. What it answers now stays until the new reading is whole. */
export async function syncSource(context: Context, sourceId: Id<"source">): Promise<Source> {
  const { services, tenant } = context;
  const deed = {
    action: "source.sync",
    target: { kind: "source", id: sourceId },
    detail: sql`jsonb_build_object('agentId', found.agent_id, 'revision', found.revision + 1)`,
  } as const;
  const [, [queued], [found]] = await tenantBatch(services.db, tenant, (query) => [
    auditStatement(context, deed, lockedSource(tenant, sourceId, ["ready", "failed"])),
    query
      .update(source)
      .set({
        status: "queued",
        revision: sql`${source.revision} + 1`,
        progressDone: 0,
        progressTotal: 0,
        problemCode: null,
        problemDetail: null,
        failures: [],
        updatedAt: new Date(services.now()),
      })
      .where(and(isSource(tenant, sourceId), inArray(source.status, ["ready", "failed"])))
      .returning(),
    selectSource(query, tenant, sourceId),
  ]);
  if (found === undefined) throw new ServiceError("not_found");
  if (queued === undefined) {
    throw new ServiceError("conflict", {
      detail: "The source is still waiting for its upload or being read. Sync it when it is ready or failed.",
    });
  }
  await enqueueSource(services, queued);
  return toSource(queued);
}
