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

const SETTLED: ReadonlySet<MoveStep> = new Set(["kept", "done", "cancelled"]);

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

/** Begins a run, which takes over from any other of this tenant: that one fails at its next step. Returns its name. */
export async function beginRun(
  db: Database,
  tenantId: Id<"tenant">,
  { from, to, step }: Omit<MoveRecord, "run">,
): Promise<string> {
  const run = crypto.randomUUID();
  await controlBatch(db, () => [
    sql`insert into tenant_move as known (id, from_kind, from_ref, to_kind, to_ref, step, run)
      values (${tenantId}, ${from.kind}, ${refOf(from)}, ${to.kind}, ${refOf(to)}, ${step}, ${run})
      on conflict (id) do update set from_kind = excluded.from_kind, from_ref = excluded.from_ref,
        to_kind = excluded.to_kind, to_ref = excluded.to_ref, step = excluded.step, run = excluded.run,
        rows_verified = 0, started_at = now(), updated_at = now()`,
  ]);
  return run;
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
  if (noted.length !== 1) {
    throw new ServiceError("conflict", { detail: "Another run has taken over the move of this tenant." });
  }
}
