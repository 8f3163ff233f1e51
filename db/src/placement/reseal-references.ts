import type { Id } from "@netvexa/contract/ids";
import { sql } from "drizzle-orm";
import { type Database, driverOf } from "../client.ts";
import { controlBatch } from "../control.ts";
import { isSealed } from "../sealing/seal.ts";

/** Seals every reference to a database on another server with the present secret. Returns how many there were. */
export async function resealReferences(db: Database): Promise<number> {
  const { references } = driverOf(db);
  const [rows] = await controlBatch(db, () => [
    sql<{ id: Id<"tenant">; ref: string }>`
      select id, ref from tenant_placement union select id, from_ref from tenant_move union select id, to_ref from tenant_move`,
  ]);
  const sealed = rows.filter(({ ref }) => isSealed(ref));
  for (const { id, ref } of sealed) {
    const next = await references.seal(id, await references.open(id, ref));
    await controlBatch(db, () => [
      sql`update tenant_placement set ref = ${next} where id = ${id} and ref = ${ref}`,
      sql`update tenant_move set from_ref = ${next} where id = ${id} and from_ref = ${ref}`,
      sql`update tenant_move set to_ref = ${next} where id = ${id} and to_ref = ${ref}`,
    ]);
  }
  return sealed.length;
}
