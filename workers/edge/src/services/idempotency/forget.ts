import { idempotency } from "@netvexa/db/schema/idempotency";
import { tenantBatch } from "@netvexa/db/tenant";
import type { TenantContext } from "@netvexa/db/tenant-context";
import { and, eq, lt } from "drizzle-orm";
import type { Services } from "../context.ts";

/** A day is promised; the second one is for whoever comes late, and for the clock. */
const KEPT_MS = 2 * 86_400_000 - 3_600_000;

/** Forgets answers that were kept for a repeat which is not coming any more. */
export async function forgetKeptAnswers({ db, now }: Services, tenant: TenantContext): Promise<void> {
  await tenantBatch(db, tenant, (query) => [
    query
      .delete(idempotency)
      .where(and(eq(idempotency.tenantId, tenant.tenantId), lt(idempotency.createdAt, new Date(now() - KEPT_MS)))),
  ]);
}
