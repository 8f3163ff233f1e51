import { tenantFolder } from "@netvexa/contract/jobs";
import { controlBatch } from "@netvexa/db/control";
import { leftover } from "@netvexa/db/schema/leftover";
import { erasedWorkspace } from "@netvexa/db/schema/tenant";
import { eq, lte } from "drizzle-orm";
import { tenantOf } from "../../auth/tenant-of.ts";
import { describeError } from "../../observability/logger.ts";
import type { Services } from "../context.ts";
import { everyTenant } from "../every-tenant.ts";
import { clearLeftovers } from "./clear.ts";

/** The deletion itself has this long to clear up behind it. */
const DUE_AFTER_MS = 60_000;
const WORKSPACES_PER_RUN = 100;

/** Removes what deletions could not, of every tenant and of workspaces that are gone. Gives how many rows it had. */
export async function sweepLeftovers(services: Services): Promise<number> {
  const due = new Date(services.now() - DUE_AFTER_MS);
  let count = await sweepErased(services, due);
  for await (const { id: tenantId } of everyTenant(services)) {
    try {
      count += await clearLeftovers(services, tenantOf({ tenantId }), lte(leftover.endsAt, due));
    } catch (error) {
      // One tenant's fault must not keep the others' promises from being kept.
      services.log("error", "leftovers_failed", { tenantId, ...describeError(error) });
    }
  }
  return count;
}

/** Of these no tenant is left to ask. */
async function sweepErased(services: Services, due: Date): Promise<number> {
  const [workspaces] = await controlBatch(services.db, (query) => [
    query.select().from(erasedWorkspace).where(lte(erasedWorkspace.endsAt, due)).limit(WORKSPACES_PER_RUN),
  ]);
  for (const { id } of workspaces) {
    try {
      await services.objectStore.removeFolder(tenantFolder(id));
      await controlBatch(services.db, (query) => [query.delete(erasedWorkspace).where(eq(erasedWorkspace.id, id))]);
    } catch (error) {
      services.log("error", "leftovers_failed", { tenantId: id, ...describeError(error) });
    }
  }
  return workspaces.length;
}
