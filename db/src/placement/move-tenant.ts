import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { sql } from "drizzle-orm";
import { type Database, driverOf } from "../client.ts";
import type { MoveStep } from "../schema/placement.ts";
import { beginLog, drainLog, endLog, readLog } from "./change-log.ts";
import { type CopyPair, compareAll, compareKeys, copyKeys, RowKeys } from "./copy-rows.ts";
import { findTarget } from "./find-target.ts";
import { beginRun, findPlacement, isSettled, type MoveRecord, noteStep, readMove } from "./move-record.ts";
import { openPair, refuseMixedVersions } from "./open-pair.ts";
import { isSamePlace, type Placement } from "./place.ts";
import { readDerived } from "./placed-tables.ts";
import {
  beginFill,
  finishSwitch,
  pauseWriters,
  renewPause,
  resumeWriters,
  type Switch,
  switchHome,
} from "./switch-home.ts";
import { takeOver } from "./take-over.ts";
import { copyAt, runAsLogin, type TenantCopy } from "./tenant-copy.ts";

const CATCH_UP_LOOKS = 20;
/** So little may be left for the pause at once; where writers are busier, what one look brings. */
const CATCH_UP_ROWS = 50;

export interface MoveOptions {
  readonly tenantId: Id<"tenant">;
  readonly to: Placement["kind"];
  /** Of a database on another server, for `to: "database"`; without it the database is one beside the first. */
  readonly url?: string | undefined;
  /** Makes a database, empty or not there yet, ready for the tenant plane. */
  readonly prepareDatabase: (place: Extract<Placement, { kind: "database" }>) => Promise<void>;
  /** Told before each step; a throw stops the move there, to be taken up by the next call. */
  readonly onStep?: (step: MoveStep) => void | Promise<void>;
  /** Told after each page how many rows were found different so far and brought over. */
  readonly onRows?: (copied: number) => void;
}

export interface MoveReport {
  readonly from: Placement;
  readonly to: Placement;
  readonly rowsVerified: number;
  readonly pausedMs: number;
  readonly wasThere: boolean;
}

/**
 * Moves a tenant while it is in use. Reads go on throughout; writes are turned away with `unavailable` for as long as
 * it takes to bring over the last few changes. It may be killed anywhere and called again: until the switch the tenant
 * is where it was, and after it where it was to go. The old copy stays until `confirmMove`.
 */
export async function moveTenant(db: Database, options: MoveOptions): Promise<MoveReport> {
  const { tenantId } = options;
  await finishSwitch(db, tenantId);
  const wanted = await lookAhead(db, options, await readMove(db, tenantId));
  if (wanted.wasThere) return wanted;
  const { run, last } = await takeOver(db, tenantId);
  const next = await lookAhead(db, options, last);
  if (next.wasThere) return next;
  const { from, to } = next;
  await beginRun(db, tenantId, { from, to, step: "prepare", run }, last);
  const move: Switch = { tenantId, from, to, run };
  const source = await copyAt(db, tenantId, from);
  try {
    return await carryOut(db, options, move, source);
  } catch (error) {
    await Promise.allSettled([resumeWriters(source, run), endLog(source, run)]);
    throw error;
  }
}

async function carryOut(db: Database, options: MoveOptions, move: Switch, source: TenantCopy): Promise<MoveReport> {
  const { tenantId, from, to, run } = move;
  const step = async (name: MoveStep) => {
    await noteStep(db, tenantId, { run, step: name });
    await options.onStep?.(name);
  };
  await step("prepare");
  await prepare(db, options, to);
  await beginFill(db, move);
  const { pair, migrations } = await openPair(db, move, source);
  await step("copy");
  await beginLog(source, run);
  let left = await copyAll(pair, options.onRows);
  await step("catch_up");
  for (let look = 0; look < CATCH_UP_LOOKS; look += 1) {
    const drained = await drainLog(pair, left);
    left = drained.left;
    if (drained.keys.size <= CATCH_UP_ROWS) break;
  }
  await step("verify");
  const rowsVerified = await verifyAll(pair, left);
  await step("pause");
  const startedAt = performance.now();
  await pauseWriters(source, run);
  await bringRest(pair, left);
  await refuseMixedVersions(pair);
  await step("switch");
  await switchHome(db, move, migrations);
  const pausedMs = performance.now() - startedAt;
  await options.onStep?.("kept");
  await noteStep(db, tenantId, { run, step: "kept", rowsVerified });
  return { from, to, rowsVerified, pausedMs, wasThere: false };
}

/**
 * What a call would come to, before it takes anything over: one that is refused, or has nothing to do, stops nobody.
 */
async function lookAhead(db: Database, options: MoveOptions, last: MoveRecord | undefined): Promise<MoveReport> {
  const home = await findPlacement(db, options.tenantId);
  const to = await findTarget(db, options, { home, last });
  const nothing = { rowsVerified: 0, pausedMs: 0 };
  if (isSamePlace(home, to)) return { from: last?.from ?? to, to, ...nothing, wasThere: true };
  if (last !== undefined && !isSettled(last) && !isSamePlace(last.to, to)) {
    throw new ServiceError("conflict", { detail: "Another move of the tenant has begun: finish or cancel it first." });
  }
  if (last?.step === "dropping") {
    throw new ServiceError("conflict", {
      detail: "A copy of the tenant is being deleted. Should that have stopped, confirm the last move to finish it.",
    });
  }
  // A copy left by an earlier move would be forgotten if another move began from elsewhere to elsewhere.
  if (last?.step === "kept" && isSamePlace(last.to, home) && !isSamePlace(last.from, to)) {
    throw new ServiceError("conflict", { detail: "Confirm the tenant's last move first: its old copy is still kept." });
  }
  return { from: home, to, ...nothing, wasThere: false };
}

async function prepare(db: Database, { prepareDatabase }: MoveOptions, to: Placement): Promise<void> {
  if (to.kind === "schema") await runAsLogin(driverOf(db), [sql`select public.align_tenant_schema(${to.schema})`]);
  if (to.kind === "database") await prepareDatabase(to);
}

async function copyAll(pair: CopyPair, onRows?: (copied: number) => void): Promise<RowKeys> {
  const left = new RowKeys();
  let copied = 0;
  await compareAll(pair, async (table, some) => {
    const keys = new RowKeys();
    keys.add(table.name, some);
    left.addAll(await copyKeys(pair, keys));
    copied += some.length;
    onRows?.(copied);
  });
  return left;
}

/**
 * Compares every row, while others write. Whatever differs must have been written down by then: a change that the log
 * has missed would be lost. Returns how many rows there are.
 */
async function verifyAll(pair: CopyPair, left: RowKeys): Promise<number> {
  const suspects = new RowKeys();
  const rows = await compareAll(pair, async (table, keys) => suspects.add(table.name, keys));
  const different = (await compareKeys(pair, suspects)).without(left);
  // Read after the comparison, so that it knows of each change that the comparison has seen.
  const missed = different.size === 0 ? different : different.without(await readLog(pair));
  if (missed.size > 0) throw new Error(`the copies differ in ${missed.tables().join(", ")}`);
  return rows;
}

/** Nobody writes: what was written down is brought over, and compared once more. */
async function bringRest(pair: CopyPair, first: RowKeys): Promise<void> {
  const touched = new RowKeys();
  for (let left = first; ; ) {
    const drained = await drainLog(pair, left);
    touched.addAll(drained.keys);
    if (drained.keys.size === 0) break;
    if (drained.left.size > 0 && drained.left.size === left.size && drained.keys.size === left.size) {
      throw new Error(`rows of ${left.tables().join(", ")} cannot be brought over`);
    }
    left = drained.left;
    await renewPause(pair.source, pair.run);
  }
  const [different, ours, theirs] = await Promise.all([
    compareKeys(pair, touched),
    readDerived(pair.source, pair.derived),
    readDerived(pair.target, pair.derived),
  ]);
  if (different.size > 0) throw new Error(`the copies differ in ${different.tables().join(", ")}`);
  if (ours !== theirs) throw new Error("the copies differ in what triggers count");
}
