import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { sql } from "drizzle-orm";
import type { Database } from "../client.ts";
import { controlBatch } from "../control.ts";
import { dropPlace } from "./drop-place.ts";
import { beginRun, findPlacement, isSettled, nameRun, noteStep, readMove } from "./move-record.ts";
import { isSamePlace, takesLog } from "./place.ts";
import { finishSwitch } from "./switch-home.ts";
import { takeOver } from "./take-over.ts";
import { copyAt, runAsControl } from "./tenant-copy.ts";

/** Removes the copy that the last move left behind. Returns false if there is none. */
export async function confirmMove(db: Database, tenantId: Id<"tenant">): Promise<boolean> {
  await finishSwitch(db, tenantId);
  const [last, home] = [await readMove(db, tenantId), await findPlacement(db, tenantId)];
  if (last?.step !== "kept" || !isSamePlace(last.to, home)) return false;
  const run = await nameRun(db, last.run);
  await beginRun(db, tenantId, { ...last, run }, last);
  await dropPlace(db, tenantId, last.from, { withLog: takesLog(last.from, last.to) });
  await noteStep(db, tenantId, { run, step: "done" });
  return true;
}

/**
 * Gives up a move that has not arrived: lets writers go on and removes what was copied. Returns false if there is
 * none. Throws `conflict` for one that has arrived: move the tenant back.
 */
export async function cancelMove(db: Database, tenantId: Id<"tenant">): Promise<boolean> {
  const { run, last, hasArrived } = await takeOver(db, tenantId);
  if (hasArrived || last?.step === "kept") {
    throw new ServiceError("conflict", { detail: "The tenant has moved already. Move it back, or confirm the move." });
  }
  if (last === undefined || isSettled(last)) return false;
  await beginRun(db, tenantId, { ...last, run }, last);
  await dropPlace(db, tenantId, last.to, { withLog: takesLog(last.from, last.to) });
  await noteStep(db, tenantId, { run, step: "cancelled" });
  return true;
}

/** Tenants whose move has stood still for a day before it arrived, for the clock. */
export async function tenantsAtRest(db: Database): Promise<Id<"tenant">[]> {
  const [rows] = await controlBatch(db, () => [
    sql<{ id: Id<"tenant"> }>`
      select id from tenant_move
      where step in ('copy', 'catch_up', 'verify', 'pause') and updated_at < now() - interval '1 day' order by id`,
  ]);
  return rows.map(({ id }) => id);
}

/**
 * Stops writing down what changes for a move that nobody works on, with the rights of the control plane: the clock of a
 * Worker calls it. The next run begins with a log of its own.
 */
export async function restMove(db: Database, tenantId: Id<"tenant">): Promise<void> {
  const last = await readMove(db, tenantId);
  if (last === undefined || isSettled(last)) return;
  const { driver } = await copyAt(db, tenantId, last.from);
  await runAsControl(driver, [
    sql`update tenant_placement set logged_by = null where id = ${tenantId} and logged_by = ${last.run}`,
  ]);
}
