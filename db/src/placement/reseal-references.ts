import type { Id } from "@netvexa/contract/ids";
import { sql } from "drizzle-orm";
import { type Database, driverOf } from "../client.ts";
import { controlBatch } from "../control.ts";
import { isSealed } from "../sealing/seal.ts";
import { isSettled, readMove } from "./move-record.ts";

/**
 * Seals each reference to a database on another server with the present secret; `sealed` says how many. Those of tenants in
 * `moving` stay as they are, for their movers know the place by the reference as it was: to be called again afterwards.
 */
export async function resealReferences(db: Database): Promise<{ sealed: number; moving: Id<"tenant">[] }> {
  const { references } = driverOf(db);
  const [rows] = await controlBatch(db, () => [
    sql<{ id: Id<"tenant">; ref: string }>`
      select id, ref from tenant_placement union select id, from_ref from tenant_move union select id, to_ref from tenant_move`,
  ]);
  let sealed = 0;
  const moving = new Set<Id<"tenant">>();
  for (const { id, ref } of rows.filter((row) => isSealed(row.ref))) {
    const move = await readMove(db, id);
    if (move !== undefined && !isSettled(move)) {
      moving.add(id);
      continue;
    }
    const next = await references.seal(id, await references.open(id, ref));
    await controlBatch(db, () => [
      sql`update tenant_placement set ref = ${next} where id = ${id} and ref = ${ref}`,
      sql`update tenant_move set from_ref = ${next} where id = ${id} and from_ref = ${ref}`,
      sql`update tenant_move set to_ref = ${next} where id = ${id} and to_ref = ${ref}`,
    ]);
    sealed += 1;
  }
  return { sealed, moving: [...moving] };
}
