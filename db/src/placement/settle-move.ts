import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { sql } from "drizzle-orm";
import type { Database } from "../client.ts";
import { controlBatch } from "../control.ts";
import { dropPlace } from "./drop-place.ts";
import { beginRun, findPlacement, isSettled, type MoveRecord, nameRun, noteStep, readMove } from "./move-record.ts";
import { isSamePlace, takesLog } from "./place.ts";
import { finishSwitch } from "./switch-home.ts";
import { endFill, takeOver } from "./take-over.ts";
import { copyAt, runAsControl } from "./tenant-copy.ts";

/**
 * Removes the copy that the last move left behind, or whatever is being removed since a call that was killed. Returns false
 * if there is none.
 */
export async function confirmMove(db: Database, tenantId: Id<"tenant">): Promise<boolean> {
  await finishSwitch(db, tenantId);
  const last = await readMove(db, tenantId);
  const isKept = last?.step === "kept" && isSamePlace(last.to, await findPlacement(db, tenantId));
  if (last === undefined || !(isKept || last.step === "dropping")) return false;
  await dropOther(db, tenantId, { last, run: await nameRun(db, last.run) });
  return true;
}

/**
 * Gives up a move that has not arrived: lets writers go on and removes what was copied. Returns false if there is
 * none. Throws `conflict` for one that has arrived: move the tenant back. May be called again after a kill.
 */
export async function cancelMove(db: Database, tenantId: Id<"tenant">): Promise<boolean> {
  const { run, last, hasArrived } = await takeOver(db, tenantId);
  if (last === undefined || last.step === "done" || last.step === "cancelled") return false;
  if (hasArrived || last.step === "kept" || isSamePlace(last.to, await findPlacement(db, tenantId))) {
    throw new ServiceError("conflict", { detail: "The tenant has moved already. Move it back, or confirm the move." });
  }
  await dropOther(db, tenantId, { last, run });
  return true;
}

/** Of the two places of a move, that where the tenant does not live. Until it is gone nobody moves the tenant there. */
async function dropOther(
  db: Database,
  tenantId: Id<"tenant">,
  { last, run }: { last: MoveRecord; run: string },
): Promise<void> {
  const { from, to } = last;
  await beginRun(db, tenantId, { from, to, step: "dropping", run }, last);
  await endFill(db, tenantId, to, run);
  const hasMoved = isSamePlace(await findPlacement(db, tenantId), to);
  await dropPlace(db, tenantId, hasMoved ? from : to, { run, withLog: takesLog(from, to) });
  await noteStep(db, tenantId, { run, step: hasMoved ? "done" : "cancelled" });
}

/** Tenants whose move has stood still for a day before it arrived, for the clock. */
export async function tenantsAtRest(db: Database): Promise<Id<"tenant">[]> {
  const [rows] = await controlBatch(db, () => [
    sql<{ id: Id<"tenant"> }>`
      select id from tenant_move
      where step in ('copy', 'catch_up', 'verify', 'pause', 'switch') and updated_at < now() - interval '1 day' order by id`,
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
