import type { Id } from "@netvexa/contract/ids";
import { type SQL, sql } from "drizzle-orm";
import { bareError } from "../batch.ts";
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
  if (place.kind === "database" && isOwnName(place.ref)) return dropDatabase(db, tenantId, { run, name: place.ref });
  await deleteRows(await copyAt(db, tenantId, place), firstDatabase(db, tenantId), { run, withLog });
}

/**
 * No transaction can drop a database, so the look and the drop are held together by a lock of the connection, which
 * whoever is about to fill a database waits for. A pooler that changes connections between statements does not keep it.
 */
async function dropDatabase(
  db: Database,
  tenantId: Id<"tenant">,
  { run, name }: { run: string; name: string },
): Promise<void> {
  await driverOf(db).withConnection(async (connection) => {
    await connection.execute(sql`select pg_advisory_lock(${dropLock(tenantId)})`);
    try {
      await connection.transaction(async (tx) => {
        await tx.execute(sql`select set_config('app.tenant_id', ${tenantId}, true)`);
        await tx.execute(sql`select public.clear_copy(${`database:${name}`}, ${run})`);
      });
      await connection.execute(sql`drop database if exists ${sql.identifier(name)} with (force)`);
    } catch (error) {
      throw bareError(error);
    } finally {
      // Of a connection that was lost it is gone, and saying so would hide why.
      await connection.execute(sql`select pg_advisory_unlock(${dropLock(tenantId)})`).catch(() => undefined);
    }
  });
}

/** A statement that waits for a `drop database` of this tenant that is under way, and makes the next one wait. */
export function waitForDrop(tenantId: Id<"tenant">): SQL {
  return sql`select pg_advisory_xact_lock(${dropLock(tenantId)})`;
}

function dropLock(tenantId: Id<"tenant">): SQL {
  return sql`hashtextextended(${tenantId}, 7)`;
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
