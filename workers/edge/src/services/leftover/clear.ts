import type { Id } from "@netvexa/contract/ids";
import { leftover } from "@netvexa/db/schema/leftover";
import { tenantBatch } from "@netvexa/db/tenant";
import type { TenantContext } from "@netvexa/db/tenant-context";
import { and, asc, eq, inArray, lte, type SQL } from "drizzle-orm";
import type { Services } from "../context.ts";
import { askDoor } from "../widget/recheck.ts";

const ROWS_PER_RUN = 1_000;

type Row = typeof leftover.$inferSelect;

/**
 * Removes what deletions left outside of the database, and strikes out what is gone for good. Doing it twice, or by two
 * at once, does no harm. Throws when something could not be reached, after all the rest has been tried.
 */
export async function clearLeftovers(services: Services, tenant: TenantContext, which?: SQL): Promise<number> {
  const { tenantId } = tenant;
  const [rows] = await tenantBatch(services.db, tenant, (query) => [
    query
      .select()
      .from(leftover)
      .where(and(eq(leftover.tenantId, tenantId), which))
      .orderBy(asc(leftover.agentId), asc(leftover.kind), asc(leftover.name))
      .limit(ROWS_PER_RUN),
  ]);
  const outcomes = await Promise.allSettled(errandsOf(rows).map((errand) => run(services, tenant, errand)));
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return rows.length;
}

/** As `clearLeftovers` for everything that is there, however much; what may come up again keeps its note. */
export async function clearAllLeftovers(services: Services, tenant: TenantContext): Promise<void> {
  const ended = lte(leftover.endsAt, new Date(services.now()));
  while ((await clearLeftovers(services, tenant, ended)) === ROWS_PER_RUN);
}

/** All rows of an agent are one errand, for its door has the rooms forget; each folder is one of its own. */
function errandsOf(rows: readonly Row[]): Row[][] {
  const byErrand = new Map<string, Row[]>();
  for (const row of rows) {
    const key = row.kind === "folder" ? row.name : row.agentId;
    byErrand.set(key, [...(byErrand.get(key) ?? []), row]);
  }
  return [...byErrand.values()];
}

async function run(services: Services, tenant: TenantContext, errand: readonly Row[]): Promise<void> {
  const [first] = errand;
  if (first === undefined) return;
  const { tenantId } = tenant;
  const { agentId } = first;
  if (first.kind === "folder") await services.objectStore.removeFolder(first.name);
  else {
    const rooms = errand.filter(({ kind }) => kind === "room").map(({ name }) => name as Id<"conversation">);
    await askDoor(() => services.doors.close({ tenantId, agentId }, rooms));
  }
  await tenantBatch(services.db, tenant, (query) => [
    query.delete(leftover).where(
      and(
        eq(leftover.tenantId, tenantId),
        inArray(
          leftover.name,
          errand.map(({ name }) => name),
        ),
        lte(leftover.endsAt, new Date(services.now())),
      ),
    ),
  ]);
}
