import type { Id } from "@netvexa/contract/ids";
import { sql } from "drizzle-orm";
import type { Database } from "../client.ts";
import { runAlone } from "./change-log.ts";
import { isSettled, type MoveRecord, nameRun, overtaken, readMove } from "./move-record.ts";
import { finishSwitch } from "./switch-home.ts";
import { copyAt, type TenantCopy } from "./tenant-copy.ts";

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
  return { run, last: await readMove(db, tenantId), hasArrived };
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
