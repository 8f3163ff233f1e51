import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { sql } from "drizzle-orm";
import type { Database } from "../client.ts";
import { controlBatch } from "../control.ts";
import type { MoveStep } from "../schema/placement.ts";
import { type Placement, parsePlace, refOf, SHARED } from "./place.ts";

/** The last move of a tenant, finished or not. */
export interface MoveRecord {
  readonly from: Placement;
  readonly to: Placement;
  readonly step: MoveStep;
  /** Names the call that works on it. */
  readonly run: string;
}

const SETTLED: ReadonlySet<MoveStep> = new Set(["kept", "dropping", "done", "cancelled"]);

/** No mover works on it any more. */
export function isSettled({ step }: MoveRecord): boolean {
  return SETTLED.has(step);
}

export async function findPlacement(db: Database, tenantId: Id<"tenant">): Promise<Placement> {
  const [rows] = await controlBatch(db, () => [
    sql<{ place: string }>`select kind || ':' || ref as place from tenant_placement where id = ${tenantId}`,
  ]);
  return rows[0] === undefined ? SHARED : (parsePlace(rows[0].place) ?? SHARED);
}

export async function readMove(db: Database, tenantId: Id<"tenant">): Promise<MoveRecord | undefined> {
  const [rows] = await controlBatch(db, () => [
    sql<{ from: string; to: string; step: MoveStep; run: string }>`
      select from_kind || ':' || from_ref as from, to_kind || ':' || to_ref as to, step, run
      from tenant_move where id = ${tenantId}`,
  ]);
  const [row] = rows;
  return row && { ...row, from: parsePlace(row.from) ?? SHARED, to: parsePlace(row.to) ?? SHARED };
}

/**
 * A name for the next run, which sorts after those of all runs before: microseconds since 1970 by the first database's
 * clock, as text of one length until the year 2286.
 */
export async function nameRun(db: Database, last: string | undefined): Promise<string> {
  const [rows] = await controlBatch(db, () => [
    sql<{ run: string }>`select lpad(greatest(
        (extract(epoch from clock_timestamp()) * 1000000)::bigint,
        case when known.run ~ '^[0-9]{16}$' then known.run::bigint + 1 else 0 end)::text, 16, '0') as run
      from (values (${last ?? ""}::text)) as known (run)`,
  ]);
  const [row] = rows;
  if (row === undefined) throw new Error("no name for a run");
  return row.run;
}

/**
 * Begins `run`, which takes over from the tenant's `last` one: that one fails at its next step. Throws `conflict` if
 * another one has begun since.
 */
export async function beginRun(
  db: Database,
  tenantId: Id<"tenant">,
  { from, to, step, run }: MoveRecord,
  last: MoveRecord | undefined,
): Promise<void> {
  const [, begun = []] = await controlBatch(db, () => [
    sql`insert into tenant_move (id, from_kind, from_ref, to_kind, to_ref, step)
      select ${tenantId}, ${from.kind}, ${refOf(from)}, ${to.kind}, ${refOf(to)}, ${step} where ${last === undefined}
      on conflict (id) do nothing`,
    sql`update tenant_move set from_kind = ${from.kind}, from_ref = ${refOf(from)}, to_kind = ${to.kind},
        to_ref = ${refOf(to)}, step = ${step}, run = ${run}, rows_verified = 0, started_at = now(), updated_at = now()
      where id = ${tenantId} and run = ${last?.run ?? ""} returning id`,
  ]);
  if (begun.length !== 1) throw overtaken();
}

export function overtaken(): ServiceError {
  return new ServiceError("conflict", { detail: "Another run has taken over the move of this tenant." });
}

/** Throws `conflict` for a run that was overtaken. */
export async function noteStep(
  db: Database,
  tenantId: Id<"tenant">,
  { run, step, rowsVerified = 0 }: { run: string; step: MoveStep; rowsVerified?: number },
): Promise<void> {
  const [noted] = await controlBatch(db, () => [
    sql`update tenant_move set step = ${step}, rows_verified = greatest(rows_verified, ${rowsVerified}), updated_at = now()
      where id = ${tenantId} and run = ${run} returning id`,
  ]);
  if (noted.length !== 1) throw overtaken();
}
