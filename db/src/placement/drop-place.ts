import type { Id } from "@netvexa/contract/ids";
import { sql } from "drizzle-orm";
import { type Database, driverOf } from "../client.ts";
import { findPlacement } from "./move-record.ts";
import { isOwnName, isSamePlace, type Placement } from "./place.ts";
import { readPlacedTables, tableOf } from "./placed-tables.ts";
import { clearAsLogin, clearCopy, copyAt, firstDatabase, type TenantCopy } from "./tenant-copy.ts";

export interface DropOptions {
  /** Which run removes it: where a later one has been, nothing goes. */
  readonly run: string;
  /** Of the shared tables: the log has gone along into another database, or never belonged there. */
  readonly withLog: boolean;
}

/**
 * Removes all that a tenant has in a place where it does not live: its rows, its schema with the role, or its database.
 * A database on another server belongs to whoever gave it to us: it is emptied. May be done again.
 * Fails with `NV003` if the tenant lives there or a later run has been there.
 */
export async function dropPlace(
  db: Database,
  tenantId: Id<"tenant">,
  place: Placement,
  { run, withLog }: DropOptions,
): Promise<void> {
  if (isSamePlace(await findPlacement(db, tenantId), place)) throw new Error("the tenant lives there");
  if (place.kind === "schema") {
    const copy = await copyAt(db, tenantId, place);
    return clearAsLogin(copy, run, [sql`select public.drop_tenant_schema(${place.schema})`]);
  }
  if (place.kind === "database" && isOwnName(place.ref)) return dropDatabase(db, place.ref);
  await deleteRows(await copyAt(db, tenantId, place), firstDatabase(db, tenantId), { run, withLog });
}

async function dropDatabase(db: Database, name: string): Promise<void> {
  await driverOf(db).withConnection((connection) =>
    connection.execute(sql`drop database if exists ${sql.identifier(name)} with (force)`),
  );
}

/** Everything of the tenant in this place, children first. */
async function deleteRows(copy: TenantCopy, first: TenantCopy, { run, withLog }: DropOptions): Promise<void> {
  const tables = await readPlacedTables(first, { withLog });
  await clearCopy(
    copy,
    run,
    tables.toReversed().map((table) => sql`delete from ${tableOf(copy, table)} where tenant_id = ${copy.tenantId}`),
  );
}
