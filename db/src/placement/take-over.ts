import type { Id } from "@netvexa/contract/ids";
import { sql } from "drizzle-orm";
import { isUnknownDatabase } from "../batch.ts";
import type { Database } from "../client.ts";
import { runAlone } from "./change-log.ts";
import { isSettled, type MoveRecord, nameRun, overtaken, readMove } from "./move-record.ts";
import type { Placement } from "./place.ts";
import { finishSwitch } from "./switch-home.ts";
import { copyAt, firstDatabase, type TenantCopy } from "./tenant-copy.ts";

/**
 * Stops whatever works on the tenant's move, dead or alive: from here on it can leave its place no more, so that what
 * is read afterwards stays true. Completes the switch of one that had left. `run` is the name for whoever goes on; `last`
 * is what they go on from.
 */
export async function takeOver(
  db: Database,
  tenantId: Id<"tenant">,
): Promise<{ run: string; last: MoveRecord | undefined; hasArrived: boolean }> {
  const found = await readMove(db, tenantId);
  const run = await nameRun(db, found?.run);
  if (found !== undefined && !isSettled(found)) await shutOut(await copyAt(db, tenantId, found.from), run);
  const hasArrived = await finishSwitch(db, tenantId);
  const last = await readMove(db, tenantId);
  // One that has begun since then was not stopped.
  if (last?.run !== found?.run) throw overtaken();
  return { run, last, hasArrived };
}

/**
 * Afterwards no run before `run` writes into the place that the tenant was to go to; what one was writing there has ended.
 * A database that is gone is no place.
 */
export async function endFill(db: Database, tenantId: Id<"tenant">, place: Placement, run: string): Promise<void> {
  const [first, target] = [firstDatabase(db, tenantId), await copyAt(db, tenantId, place)];
  await stopFilling(first, run);
  if (target.isInFirst) return;
  try {
    await stopFilling(target, run);
  } catch (error) {
    if (!isUnknownDatabase(error)) throw error;
  }
}

async function stopFilling(copy: TenantCopy, run: string): Promise<void> {
  const { tenantId } = copy;
  const [known] = await runAlone(copy, [
    sql`with stopped as (
        update tenant_placement set filled_by = null, last_run = ${run} where id = ${tenantId} and last_run <= ${run} returning id)
      select exists (select from tenant_placement where id = ${tenantId}) = exists (select from stopped) as "isOurs"`,
  ]);
  if (!(known?.[0] as { isOurs?: boolean } | undefined)?.isOurs) throw overtaken();
}

/** Lets writers go on, ends the log, and turns away every run before `run`. Throws `conflict` if a later one was there. */
async function shutOut(source: TenantCopy, run: string): Promise<void> {
  const { tenantId } = source;
  const [fenced] = await runAlone(source, [
    sql`with fenced as (
        insert into tenant_placement as place (id, kind, last_run) values (${tenantId}, 'shared', ${run})
        on conflict (id) do update set last_run = excluded.last_run, logged_by = null, paused_by = null, paused_until = null
          where place.last_run <= excluded.last_run
        returning id),
      cleared as (delete from placement_change where id in (select id from fenced))
      select id from fenced`,
  ]);
  if (fenced?.length !== 1) throw overtaken();
}
