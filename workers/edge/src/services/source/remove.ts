import type { Id } from "@netvexa/contract/ids";
import { inputFolder } from "@netvexa/contract/jobs";
import { ServiceError } from "@netvexa/contract/problem";
import { leftover } from "@netvexa/db/schema/leftover";
import { source } from "@netvexa/db/schema/source";
import { tenantBatch } from "@netvexa/db/tenant";
import { eq, sql } from "drizzle-orm";
import { auditStatement } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { clearLeftovers } from "../leftover/clear.ts";
import { noteSource } from "../leftover/note.ts";
import { isSource, lockedSource } from "./find.ts";

/** Removes a source with its documents and passages; a job still under way finds no source and stops. */
export async function removeSource(context: Context, sourceId: Id<"source">): Promise<void> {
  const { services, tenant, defer } = context;
  const deed = {
    action: "source.delete",
    target: { kind: "source", id: sourceId },
    detail: sql`jsonb_build_object('agentId', found.agent_id, 'kind', found.kind)`,
  } as const;
  const [, , [removed]] = await tenantBatch(services.db, tenant, (query) => [
    auditStatement(context, deed, lockedSource(tenant, sourceId)),
    noteSource(tenant, sourceId, services.now()),
    query.delete(source).where(isSource(tenant, sourceId)).returning({ id: source.id }),
  ]);
  if (removed === undefined) throw new ServiceError("not_found");
  const folder = inputFolder({ tenantId: tenant.tenantId, sourceId });
  defer(clearLeftovers(services, tenant, eq(leftover.name, folder)));
}
