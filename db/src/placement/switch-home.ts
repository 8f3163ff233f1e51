import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { sql } from "drizzle-orm";
import type { Database } from "../client.ts";
import { controlBatch } from "../control.ts";
import { runAlone } from "./change-log.ts";
import { waitForDrop } from "./drop-place.ts";
import { overtaken, readMove } from "./move-record.ts";
import { isSamePlace, type Placement, parsePlace, refOf } from "./place.ts";
import { copyAt, firstDatabase, runAsControl, runAsOwner, type TenantCopy } from "./tenant-copy.ts";

/** A pause outlives its last renewal by this, so that a mover that dies stops writers no longer. */
const PAUSE_SECONDS = 15;

const soon = sql.raw(`clock_timestamp() + interval '${PAUSE_SECONDS} seconds'`);

/** Waits for writers under way, turns away the next ones. Throws `conflict` if the tenant has left. */
export async function pauseWriters(source: TenantCopy, run: string): Promise<void> {
  const { tenantId, name } = source;
  const [paused] = await runAlone(source, [
    sql`update tenant_placement set paused_until = ${soon}, paused_by = ${run}
      where id = ${tenantId} and kind || ':' || ref = ${name} and logged_by = ${run} returning id`,
  ]);
  if (paused?.length !== 1) throw overtaken();
}

export async function renewPause({ tenantId, ...source }: TenantCopy, run: string): Promise<void> {
  const [renewed] = await runAsOwner({ tenantId, ...source }, [
    sql`update tenant_placement set paused_until = ${soon}
      where id = ${tenantId} and paused_by = ${run} and paused_until > clock_timestamp() returning id`,
  ]);
  if (renewed?.length !== 1) throw ranOut();
}

/** Ends a pause before its time, after a move that failed rather than died. */
export async function resumeWriters(source: TenantCopy, run: string): Promise<void> {
  await runAsOwner(source, [
    sql`update tenant_placement set paused_until = null, paused_by = null where id = ${source.tenantId} and paused_by = ${run}`,
  ]);
}

function ranOut(): ServiceError {
  return new ServiceError("unavailable", { detail: "The pause ran out before the switch." });
}

export interface Switch {
  readonly tenantId: Id<"tenant">;
  readonly from: Placement;
  readonly to: Placement;
  readonly run: string;
}

/**
 * The tenant leaves its place, at one moment and for good, then the next one opens. In between there is no place that
 * would take a write: a mover that dies there leaves a tenant that waits for `finishSwitch`, and nothing astray.
 * `migrations` is how many the source had when its tables were compared.
 */
export async function switchHome(db: Database, move: Switch, migrations: number): Promise<void> {
  const source = await copyAt(db, move.tenantId, move.from);
  const [kind, ref] = source.isInFirst ? [move.to.kind, refOf(move.to)] : ["elsewhere", ""];
  const [left] = await runAlone(source, [
    sql`with gone as (
        update tenant_placement set kind = ${kind}, ref = ${ref}, paused_until = null, paused_by = null, logged_by = null,
          filled_by = null, moved_at = now(), row_change = (select coalesce(max(seq), 0) from row_change)
        where id = ${move.tenantId} and paused_by = ${move.run} and paused_until > clock_timestamp()
          and (select count(*) from schema_migration) = ${migrations} returning id),
      cleared as (delete from placement_change where id in (select id from gone))
      select id from gone`,
  ]);
  if (left?.length !== 1) throw ranOut();
  await arrive(db, move);
}

/** What is left to do once the source has been left; may be done again, and does nothing after a later move. */
async function arrive(db: Database, { tenantId, from, to, run }: Switch): Promise<void> {
  const [source, target] = [await copyAt(db, tenantId, from), await copyAt(db, tenantId, to)];
  if (!target.isInFirst) await open(target, run, { kind: "shared", ref: "" });
  if (!source.isInFirst) await open(firstDatabase(db, tenantId), run, { kind: to.kind, ref: refOf(to) });
  await controlBatch(db, () => [sql`update tenant set placement = ${to.kind} where id = ${tenantId}`]);
}

/** With the rights of the control plane, for the clock of a Worker may do it. */
async function open(copy: TenantCopy, run: string, { kind, ref }: { kind: string; ref: string }): Promise<void> {
  const statement = sql`
    update tenant_placement set kind = ${kind}, ref = ${ref}, filled_by = null, paused_until = null, paused_by = null,
      moved_at = now(), row_change = (select coalesce(max(seq), 0) from row_change)
    where id = ${copy.tenantId} and filled_by = ${run}`;
  await runAlone(copy, [statement], ({ driver }, statements) => runAsControl(driver, statements));
}

/** Lets `run` alone fill the place that the tenant is to go to, and open it. Throws `conflict` if a later run has been there. */
export async function beginFill(db: Database, { tenantId, to, run }: Switch): Promise<void> {
  const [first, target] = [firstDatabase(db, tenantId), await copyAt(db, tenantId, to)];
  const [known] = await runAlone(
    first,
    [
      sql`insert into tenant_placement as place (id, kind, filled_by, last_run) values (${tenantId}, 'shared', ${run}, ${run})
        on conflict (id) do update set filled_by = excluded.filled_by, last_run = excluded.last_run
          where place.last_run <= excluded.last_run
        returning id`,
    ],
    async (copy, statements) => (await runAsOwner(copy, [waitForDrop(tenantId), ...statements])).slice(1),
  );
  if (known?.length !== 1) throw overtaken();
  if (target.isInFirst) return;
  const [begun] = await runAlone(target, [
    sql`insert into tenant_placement as place (id, kind, filled_by, last_run) values (${tenantId}, 'elsewhere', ${run}, ${run})
      on conflict (id) do update set kind = 'elsewhere', ref = '', filled_by = excluded.filled_by, last_run = excluded.last_run
        where place.last_run <= excluded.last_run and place.kind = 'elsewhere'
      returning id`,
  ]);
  if (begun?.length !== 1) throw overtaken();
}

/**
 * Completes a switch whose mover died in the middle of it; does nothing to one that had not begun. Both the mover
 * and the clock call it, so a tenant waits a minute at the most.
 */
export async function finishSwitch(db: Database, tenantId: Id<"tenant">): Promise<boolean> {
  const last = await readMove(db, tenantId);
  if (last?.step !== "switch") return false;
  const move = { tenantId, ...last };
  if (!(await hasLeft(db, move))) return false;
  await arrive(db, move);
  await controlBatch(db, () => [
    sql`update tenant_move set step = 'kept', updated_at = now()
      where id = ${tenantId} and step = 'switch' and run = ${last.run}`,
  ]);
  return true;
}

async function hasLeft(db: Database, { tenantId, from, to }: Switch): Promise<boolean> {
  const source = await copyAt(db, tenantId, from);
  const [rows = []] = await runAsControl(source.driver, [
    sql<{ place: string }>`select kind || ':' || ref as place from tenant_placement where id = ${tenantId}`,
  ]);
  const place = rows[0]?.place ?? "shared:";
  if (!source.isInFirst) return place === "elsewhere:";
  const home = parsePlace(place);
  return home !== undefined && isSamePlace(home, to);
}

/** Tenants whose switch has begun and is not noted as complete, for the clock. */
export async function tenantsInSwitch(db: Database): Promise<Id<"tenant">[]> {
  const [rows] = await controlBatch(db, () => [
    sql<{ id: Id<"tenant"> }>`select id from tenant_move where step = 'switch' order by id`,
  ]);
  return rows.map(({ id }) => id);
}
