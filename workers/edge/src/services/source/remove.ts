import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { source } from "@netvexa/db/schema/source";
import { tenantBatch } from "@netvexa/db/tenant";
import type { Context } from "../context.ts";
import { isSource } from "./find.ts";

/** Removes a source with its documents and passages; a job still under way finds no source and stops. */
export async function removeSource({ services, tenant, defer }: Context, sourceId: Id<"source">): Promise<void> {
  const [[removed]] = await tenantBatch(services.db, tenant, (query) => [
    query.delete(source).where(isSource(tenant, sourceId)).returning({ key: source.inputKey }),
  ]);
  if (removed === undefined) throw new ServiceError("not_found");
  defer(services.objectStore.remove(removed.key));
}
