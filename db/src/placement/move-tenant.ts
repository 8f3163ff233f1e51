import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { type SQL, sql } from "drizzle-orm";
import { runBatch } from "../batch.ts";
import { type Database, type Driver, driverOf } from "../client.ts";
import { controlBatch } from "../control.ts";
import type { MoveStep } from "../schema/placement.ts";
import { isSamePlace, type Placement, parsePlace, placementOf, refOf, SHARED } from "./place.ts";
import { syncRows } from "./sync-rows.ts";
import {
  copyAt,
  deleteCopy,
  readChecksums,
  readPlacedTables,
  runAsLogin,
  runAsOwner,
  type TenantCopy,
} from "./tenant-copy.ts";

/** A pause outlives its last renewal by this, so that a mover that dies stops writers no longer. */
const PAUSE_SECONDS = 60;
const CATCH_UP_ROUNDS = 5;
const CATCH_UP_ROWS = 50;

export interface MoveOptions {
  readonly tenantId: Id<"tenant">;
  readonly to: Placement["kind"];
  /** Makes a database, empty or not there yet, ready for the tenant plane. */
  readonly prepareDatabase: (database: string) => Promise<void>;
  /** Told before each step; a throw stops the move there, to be taken up by the next call. */
  readonly onStep?: (step: MoveStep) => void | Promise<void>;
}

export interface MoveReport {
  readonly from: Placement;
  readonly to: Placement;
  readonly rowsVerified: number;
  readonly wasThere: boolean;
}

/**
 * Moves a tenant while it is in use. Reads go on throughout; writes are turned away with `unavailable` between
 * pause and switch. It may be killed anywhere: until the switch the tenant is where it was, and calling again
 * compares what is there and carries on. The old copy stays until `confirmMove`.
 */
export async function moveTenant(db: Database, options: MoveOptions): Promise<MoveReport> {
  const { tenantId } = options;
  const to = await placementOf(options.to, tenantId);
  const home = await findPlacement(db, tenantId);
  if (isSamePlace(home, to)) return finishArrival(db, options, to);
  await refuseOrphan(db, tenantId, home, to);
  const [source, target] = [copyAt(db, tenantId, home), copyAt(db, tenantId, to)];
  const step = async (name: MoveStep) => {
    await noteStep(db, tenantId, { from: home, to, step: name });
    await options.onStep?.(name);
  };

  await step("prepare");
  await prepare(db, options, to);
  const tables = await readPlacedTables(source);
  await step("copy");
  await syncRows(source, target, tables, false);
  await step("catch_up");
  for (let round = 0; round < CATCH_UP_ROUNDS; round += 1) {
    if ((await syncRows(source, target, tables, false)) <= CATCH_UP_ROWS) break;
  }
  await step("pause");
  await pauseWriters(source, home);
  await syncRows(source, target, tables, true);
  await step("verify");
  const rowsVerified = await verify(source, target, tables);
  await step("switch");
  await renewPause(source);
  await switchHome(db, tenantId, source, target, home, to);
  await options.onStep?.("kept");
  await leaveSource(source, home);
  await noteStep(db, tenantId, { from: home, to, step: "kept" }, rowsVerified);
  return { from: home, to, rowsVerified, wasThere: false };
}

/** Ends a pause before its time, after a move that failed rather than died. */
export async function resumeWriters(db: Database, tenantId: Id<"tenant">): Promise<void> {
  const source = copyAt(db, tenantId, await findPlacement(db, tenantId));
  await asControl(source.driver, [sql`update tenant_placement set paused_until = null where id = ${tenantId}`]);
}

/** Deletes the copy that the last move left behind. Returns false if there is none. */
export async function confirmMove(db: Database, tenantId: Id<"tenant">): Promise<boolean> {
  const last = await readMove(db, tenantId);
  const home = await findPlacement(db, tenantId);
  if (last?.step !== "kept" || !isSamePlace(last.to, home)) return false;
  const old = copyAt(db, tenantId, last.from);
  if (last.from.kind === "schema") {
    await runAsOwner(old, [sql`drop schema if exists ${sql.identifier(last.from.schema)} cascade`]);
  } else {
    await deleteCopy(old, await readPlacedTables(copyAt(db, tenantId, SHARED)));
  }
  await noteStep(db, tenantId, { ...last, step: "done" });
  return true;
}

export async function findPlacement(db: Database, tenantId: Id<"tenant">): Promise<Placement> {
  const [rows] = await controlBatch(db, () => [
    sql<{ place: string }>`select kind || ':' || ref as place from tenant_placement where id = ${tenantId}`,
  ]);
  return rows[0] === undefined ? SHARED : (parsePlace(rows[0].place) ?? SHARED);
}

interface Move {
  readonly from: Placement;
  readonly to: Placement;
  readonly step: MoveStep;
}

async function readMove(db: Database, tenantId: Id<"tenant">): Promise<Move | undefined> {
  const [rows] = await controlBatch(db, () => [
    sql<{ from: string; to: string; step: MoveStep }>`
      select from_kind || ':' || from_ref as from, to_kind || ':' || to_ref as to, step
      from tenant_move where id = ${tenantId}`,
  ]);
  const [row] = rows;
  return row && { from: parsePlace(row.from) ?? SHARED, to: parsePlace(row.to) ?? SHARED, step: row.step };
}

async function noteStep(db: Database, tenantId: Id<"tenant">, move: Move, rowsVerified = 0): Promise<void> {
  const { from, to, step } = move;
  await controlBatch(db, () => [
    sql`insert into tenant_move as known (id, from_kind, from_ref, to_kind, to_ref, step, rows_verified)
      values (${tenantId}, ${from.kind}, ${refOf(from)}, ${to.kind}, ${refOf(to)}, ${step}, ${rowsVerified})
      on conflict (id) do update set from_kind = excluded.from_kind, from_ref = excluded.from_ref,
        to_kind = excluded.to_kind, to_ref = excluded.to_ref, step = excluded.step,
        rows_verified = greatest(known.rows_verified, excluded.rows_verified), updated_at = now(),
        started_at = case when excluded.step = 'prepare' then now() else known.started_at end`,
  ]);
}

/** A copy left by an earlier move would be forgotten if another move began from elsewhere to elsewhere. */
async function refuseOrphan(db: Database, tenantId: Id<"tenant">, home: Placement, to: Placement): Promise<void> {
  const last = await readMove(db, tenantId);
  if (last?.step === "kept" && isSamePlace(last.to, home) && !isSamePlace(last.from, to)) {
    throw new ServiceError("conflict", { detail: "Confirm the tenant's last move first: its old copy is still kept." });
  }
}

async function prepare(db: Database, { tenantId, prepareDatabase }: MoveOptions, to: Placement): Promise<void> {
  const main = driverOf(db);
  if (to.kind === "schema") await runAsLogin(main, [sql`select public.align_tenant_schema(${to.schema})`]);
  if (to.kind !== "database") return;
  await prepareDatabase(to.database);
  await setHome(main.beside(to.database), tenantId, "elsewhere", "");
}

/** Waits for writers under way, turns away the next ones. */
async function pauseWriters({ driver, tenantId }: TenantCopy, home: Placement): Promise<void> {
  const [kind, ref] = home.kind === "schema" ? ["schema", home.schema] : ["shared", ""];
  await asControl(driver, [
    sql`select pg_advisory_xact_lock(hashtextextended(${tenantId}, 6))`,
    sql`insert into tenant_placement (id, kind, ref, paused_until)
      values (${tenantId}, ${kind}, ${ref}, clock_timestamp() + make_interval(secs => ${PAUSE_SECONDS}))
      on conflict (id) do update set paused_until = excluded.paused_until`,
  ]);
}

async function renewPause({ driver, tenantId }: TenantCopy): Promise<void> {
  const [renewed] = await asControl(driver, [
    sql`update tenant_placement set paused_until = clock_timestamp() + make_interval(secs => ${PAUSE_SECONDS})
      where id = ${tenantId} and paused_until > clock_timestamp() returning id`,
  ]);
  if (renewed?.length !== 1) throw new ServiceError("unavailable", { detail: "The pause ran out before the switch." });
}

async function verify(
  source: TenantCopy,
  target: TenantCopy,
  tables: Parameters<typeof readChecksums>[1],
): Promise<number> {
  const [ours, theirs] = [await readChecksums(source, tables), await readChecksums(target, tables)];
  const wrong = ours.filter((sum, i) => sum.rows !== theirs[i]?.rows || sum.hash !== theirs[i]?.hash);
  if (wrong.length > 0) throw new Error(`the copies differ in ${wrong.map(({ name }) => name).join(", ")}`);
  return ours.reduce((total, { rows }) => total + rows, 0);
}

/** The first database decides; one of the tenant's own is told before it is used, and after it was left. */
async function switchHome(
  db: Database,
  tenantId: Id<"tenant">,
  source: TenantCopy,
  target: TenantCopy,
  home: Placement,
  to: Placement,
): Promise<void> {
  if (to.kind === "database") await setHome(target.driver, tenantId, "shared", "");
  await setHome(driverOf(db), tenantId, to.kind, refOf(to));
  await controlBatch(db, () => [sql`update tenant set placement = ${to.kind} where id = ${tenantId}`]);
  await leaveSource(source, home);
}

async function leaveSource({ driver, tenantId }: TenantCopy, home: Placement): Promise<void> {
  if (home.kind === "database") await setHome(driver, tenantId, "elsewhere", "");
}

/** The tenant lives where it was to go: a mover may have died just after the switch. */
async function finishArrival(db: Database, { tenantId }: MoveOptions, to: Placement): Promise<MoveReport> {
  const last = await readMove(db, tenantId);
  if (last?.step === "switch" && isSamePlace(last.to, to)) {
    await controlBatch(db, () => [sql`update tenant set placement = ${to.kind} where id = ${tenantId}`]);
    await leaveSource(copyAt(db, tenantId, last.from), last.from);
    await noteStep(db, tenantId, { ...last, step: "kept" });
  }
  return { from: last?.from ?? to, to, rowsVerified: 0, wasThere: true };
}

async function setHome(driver: Driver, tenantId: string, kind: string, ref: string): Promise<void> {
  await asControl(driver, [
    sql`insert into tenant_placement (id, kind, ref) values (${tenantId}, ${kind}, ${ref})
      on conflict (id) do update set kind = excluded.kind, ref = excluded.ref, paused_until = null, moved_at = now()`,
  ]);
}

async function asControl(driver: Driver, statements: readonly SQL[]): Promise<unknown[][]> {
  return runBatch(driver, [sql`select set_config('role', 'netvexa_control', true)`], () => statements);
}
