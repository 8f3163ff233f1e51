import type { Source } from "@netvexa/contract/http/sources";
import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { source } from "@netvexa/db/schema/source";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, eq } from "drizzle-orm";
import { auditStatement } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { enqueueSource } from "./enqueue.ts";
import { findSource, isSource, lockedSource } from "./find.ts";
import { toSource } from "./shape.ts";

/** Says that the file is uploaded. Saying it again changes nothing. */
export async function completeSource(context: Context, sourceId: Id<"source">): Promise<Source> {
  const { services, tenant } = context;
  const found = await findSource(context, sourceId);
  if (found.kind !== "file") {
    throw new ServiceError("conflict", { detail: "Only a file is uploaded; this source is read without it." });
  }
  if (found.status !== "awaiting_upload") return toSource(found);
  const sizeBytes = await services.objectStore.sizeOf(found.inputKey);
  if (sizeBytes === undefined || sizeBytes !== found.sizeBytes) throw new ServiceError("upload_missing");
  const deed = { action: "source.complete", target: { kind: "source", id: sourceId }, detail: { sizeBytes } } as const;
  const [, [queued]] = await tenantBatch(services.db, tenant, (query) => [
    auditStatement(context, deed, lockedSource(tenant, sourceId, ["awaiting_upload"])),
    query
      .update(source)
      .set({ status: "queued", updatedAt: new Date(services.now()) })
      .where(and(isSource(tenant, sourceId), eq(source.status, "awaiting_upload")))
      .returning(),
  ]);
  // Another caller was faster, and its job is on the way.
  if (queued === undefined) return toSource(await findSource(context, sourceId));
  await enqueueSource(services, queued);
  return toSource(queued);
}
