import type { Id } from "@netvexa/contract/ids";
import { sql } from "drizzle-orm";
import { type Database, type Driver, driverOf } from "../client.ts";
import { controlBatch } from "../control.ts";
import { ownName, SHARED } from "./place.ts";
import {
  copyAt,
  deleteCopy,
  type PlacedTable,
  readPlacedTables,
  runAsLogin,
  runAsOwner,
  type TenantCopy,
} from "./tenant-copy.ts";

const EVENTS_PER_BATCH = 200;
const UNKNOWN_DATABASE = "3D000";

/**
 * Removes every copy of a tenant that is being erased, wherever it lives or a move has left one: its shared rows, its
 * schema with the role, its database. Only the audit log stays, in the shared tables, and what a log of its own database
 * holds is added to it. It may be killed anywhere and called again.
 */
export async function dropPlaces(db: Database, tenantId: Id<"tenant">): Promise<void> {
  const name = await ownName(tenantId);
  const shared = copyAt(db, tenantId, SHARED);
  const tables = await readPlacedTables(shared);
  const hasOwn = await hasDatabase(db, tenantId, name);
  // Before anything goes, so that a repeat does not look for the tenant where there is no place any more.
  await sendHome(shared, "shared");
  if (hasOwn) {
    await emptyDatabase(copyAt(db, tenantId, { kind: "database", database: name }), shared, tables);
    await dropDatabase(driverOf(db), name);
  }
  await runAsOwner(shared, [sql`drop schema if exists ${sql.identifier(name)} cascade`]);
  await dropRole(driverOf(db), name);
  await deleteCopy(shared, tables);
  await controlBatch(db, () => [
    sql`delete from tenant_move where id = ${tenantId}`,
    sql`delete from tenant_placement where id = ${tenantId}`,
  ]);
}

/** The server's own list does not name those of the laptop's twin. */
async function hasDatabase(db: Database, tenantId: Id<"tenant">, name: string): Promise<boolean> {
  const [rows] = await controlBatch(db, () => [
    sql`select from pg_database where datname = ${name}
      union all select from tenant_placement where id = ${tenantId} and kind = 'database'
      union all select from tenant_move where id = ${tenantId} and 'database' in (from_kind, to_kind)`,
  ]);
  return rows.length > 0;
}

/** Adds the events of another log to the one at home, behind those that are there, unless they are there already. */
async function bringLogHome(from: TenantCopy, home: TenantCopy): Promise<void> {
  const [events = []] = await runAsOwner(from, [
    sql<{ event: unknown }>`
      select jsonb_build_object('id', id, 'at', at, 'actor_kind', actor_kind, 'actor_id', actor_id, 'action', action,
        'target_kind', target_kind, 'target_id', target_id, 'detail', detail) as event
      from public.audit_event where tenant_id = ${from.tenantId} order by seq`,
  ]);
  for (let start = 0; start < events.length; start += EVENTS_PER_BATCH) {
    const group = events.slice(start, start + EVENTS_PER_BATCH).map(
      ({ event }) => sql`
      insert into public.audit_event (tenant_id, id, at, actor_kind, actor_id, action, target_kind, target_id, detail)
      select ${home.tenantId}, moved.* from jsonb_to_record(${JSON.stringify(event)}::jsonb) as moved (id text,
        at timestamptz, actor_kind text, actor_id text, action text, target_kind text, target_id text, detail jsonb)
      where not exists (
        select from public.audit_event known where known.tenant_id = ${home.tenantId} and known.id = moved.id)`,
    );
    await runAsOwner(home, group);
  }
}

async function emptyDatabase(own: TenantCopy, home: TenantCopy, tables: readonly PlacedTable[]): Promise<void> {
  try {
    // Whoever still goes there by what it remembers is sent home, to find nothing.
    await sendHome(own, "elsewhere");
  } catch (error) {
    // An earlier call has dropped it.
    if ((error as { code?: unknown }).code === UNKNOWN_DATABASE) return;
    throw error;
  }
  await bringLogHome(own, home);
  await deleteCopy(own, tables);
  await runAsOwner(own, [sql`delete from public.audit_event where tenant_id = ${own.tenantId}`]);
}

async function sendHome({ driver, tenantId }: TenantCopy, kind: "shared" | "elsewhere"): Promise<void> {
  await runAsLogin(driver, [
    sql`select set_config('role', 'netvexa_control', true)`,
    sql`insert into tenant_placement (id, kind) values (${tenantId}, ${kind})
      on conflict (id) do update set kind = excluded.kind, ref = '', paused_until = null, moved_at = now()`,
  ]);
}

/** No part of a transaction, and of no effect on a database that is gone. */
async function dropDatabase(driver: Driver, name: string): Promise<void> {
  await driver.withConnection((connection) =>
    connection.execute(sql`drop database if exists ${sql.identifier(name)} with (force)`),
  );
}

async function dropRole(driver: Driver, name: string): Promise<void> {
  const [roles = []] = await runAsLogin(driver, [sql`select from pg_roles where rolname = ${name}`]);
  if (roles.length === 0) return;
  await runAsLogin(driver, [sql`drop owned by ${sql.identifier(name)}`, sql`drop role ${sql.identifier(name)}`]);
}
