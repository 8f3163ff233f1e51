import type { Id } from "@netvexa/contract/ids";
import { source } from "@netvexa/db/schema/source";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, eq, lt } from "drizzle-orm";
import { tenantOf } from "../../auth/tenant-of.ts";
import type { Services } from "../context.ts";
import { everyTenant } from "../every-tenant.ts";
import { enqueueSource } from "./enqueue.ts";

const STRANDED_AFTER_MS = 60_000;

/**
 * Sends the jobs of sources that have been queued for over a minute once more. A job that was only slow is
 * sent twice, which the pipeline does not mind. Returns how many were sent.
 */
export async function sendStrandedSources(services: Services): Promise<number> {
  let sent = 0;
  for await (const { id } of everyTenant(services)) sent += await sendStrandedOf(services, id);
  return sent;
}

async function sendStrandedOf(services: Services, tenantId: Id<"tenant">): Promise<number> {
  const owner = tenantOf({ tenantId });
  const nowMs = services.now();
  // Moving `updated_at` claims the row: the next sweep, or one at the same time, leaves it alone for a minute.
  const [rows] = await tenantBatch(services.db, owner, (query) => [
    query
      .update(source)
      .set({ updatedAt: new Date(nowMs) })
      .where(
        and(
          eq(source.tenantId, tenantId),
          eq(source.status, "queued"),
          lt(source.updatedAt, new Date(nowMs - STRANDED_AFTER_MS)),
        ),
      )
      .returning(),
  ]);
  const outcomes = await Promise.all(rows.map((row) => enqueueSource(services, row)));
  return outcomes.filter((wasSent) => wasSent).length;
}
