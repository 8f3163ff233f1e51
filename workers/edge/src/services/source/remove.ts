import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { source } from "@netvexa/db/schema/source";
import { tenantBatch } from "@netvexa/db/tenant";
import { sql } from "drizzle-orm";
import { auditStatement } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { isSource, lockedSource } from "./find.ts";

/** Removes a source with its documents and passages; a job still under way finds no source and stops. */
export async function removeSource(context: Context, sourceId: Id<"source">): Promise<void> {
  const { services, tenant, defer } = context;
  const deed = {
    action: "source.delete",
    target: { kind: "source", id: sourceId },
    detail: sql`jsonb_build_object('agentId', found.agent_id, 'kind', found.kind)`,
  } as const;
  const [, [removed]] = await tenantBatch(services.db, tenant, (query) => [
    auditStatement(context, deed, lockedSource(tenant, sourceId)),
    query.delete(source).where(isSource(tenant, sourceId)).returning({ key: source.inputKey }),
  ]);
  if (removed === undefined) throw new ServiceError("not_found");
  defer(services.objectStore.remove(removed.key));
}
