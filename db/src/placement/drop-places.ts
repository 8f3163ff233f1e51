import type { Id } from "@netvexa/contract/ids";
import { sql } from "drizzle-orm";
import { relayAuditEvents } from "../audit-relay.ts";
import { isUnknownDatabase } from "../batch.ts";
import { type Database, driverOf } from "../client.ts";
import { controlBatch } from "../control.ts";
import type { TenantContext } from "../tenant-context.ts";
import { dropPlace } from "./drop-place.ts";
import { findPlacement, type MoveRecord, nameRun, readMove } from "./move-record.ts";
import { isSamePlace, type Placement, placementOf, SHARED } from "./place.ts";
import { readPlacedTables, tableOf } from "./placed-tables.ts";
import { copyAt, firstDatabase, runAsLogin, runAsOwner, type TenantCopy } from "./tenant-copy.ts";

const EVENTS_PER_BATCH = 200;

/**
 * Whether whoever connects owns schemas and databases, and so may drop them. A Worker that serves need not; then an
 * operator's command does it.
 */
export async function mayDropPlaces(db: Database): Promise<boolean> {
  const [rows = []] = await runAsLogin(driverOf(db), [
    sql<{ may: boolean }>`select pg_has_role(session_user, 'netvexa_migrator', 'member') as may`,
  ]);
  return rows[0]?.may === true;
}

/**
 * Removes every copy of a tenant that is being erased, wherever it lives or a move has left one: its shared rows, its
 * schema with the role, its database. Only the audit log stays, as one chain, in the first database. It may be killed anywhere
 * and called again.
 */
export async function dropPlaces(db: Database, tenant: TenantContext): Promise<void> {
  const { tenantId } = tenant;
  const first = firstDatabase(db, tenantId);
  const last = await readMove(db, tenantId);
  const [run, places] = [await nameRun(db, last?.run), await placesOf(db, tenantId, last)];
  for (const place of places)
    if (place.kind === "database") await bringLogHome(await copyAt(db, tenantId, place), first);
  // Before anything goes, so that a repeat does not look for the tenant where there is no place any more.
  await sendHome(first, "shared");
  for (const place of places) {
    if (place.kind === "database") await leaveDatabase(await copyAt(db, tenantId, place), first);
    await dropPlace(db, tenantId, place, { run, withLog: true });
  }
  const tables = await readPlacedTables(first);
  await runAsOwner(first, [
    ...tables.toReversed().map((table) => sql`delete from ${tableOf(first, table)} where tenant_id = ${tenantId}`),
    sql`delete from placement_change where id = ${tenantId}`,
  ]);
  await relayAuditEvents(db, tenant);
  await controlBatch(db, () => [
    sql`delete from tenant_move where id = ${tenantId}`,
    sql`delete from tenant_placement where id = ${tenantId}`,
  ]);
}

/** All but the shared rows. Names are tried though nothing tells of them any more. */
async function placesOf(db: Database, tenantId: Id<"tenant">, last: MoveRecord | undefined): Promise<Placement[]> {
  const all = [
    await findPlacement(db, tenantId),
    ...(last === undefined ? [] : [last.from, last.to]),
    await placementOf("schema", tenantId),
    await placementOf("database", tenantId),
  ];
  const different = all.filter((place, at) => all.findIndex((other) => isSamePlace(place, other)) === at);
  return different.filter((place) => !isSamePlace(place, SHARED));
}

/** As it is, link by link; what is there already is the beginning of the same chain. */
async function bringLogHome(from: TenantCopy, home: TenantCopy): Promise<void> {
  await ifThere(async () => {
    const bodies = await readLog(from);
    for (let start = 0; start < bodies.length; start += EVENTS_PER_BATCH) {
      const group = JSON.stringify(bodies.slice(start, start + EVENTS_PER_BATCH));
      await runAsOwner(home, [
        sql`insert into public.audit_event
          select (item).* from (
            select body::public.audit_event as item from jsonb_array_elements_text(${group}::jsonb) as bodies (body) offset 0
          ) as bodies on conflict do nothing`,
      ]);
    }
  });
}

/** Whoever still goes there by what it remembers is sent home, to find nothing; what it wrote until then joins the log. */
async function leaveDatabase(own: TenantCopy, home: TenantCopy): Promise<void> {
  await ifThere(async () => {
    await sendHome(own, "elsewhere");
    for (const body of await readLog(own)) {
      await runAsOwner(home, [
        sql`insert into public.audit_event (tenant_id, id, at, actor_kind, actor_id, action, target_kind, target_id, detail)
          select tenant_id, id, at, actor_kind, actor_id, action, target_kind, target_id, detail
          from (select (${body}::public.audit_event).*) as late
          where not exists (select from public.audit_event known where known.tenant_id = late.tenant_id and known.id = late.id)`,
      ]);
    }
  });
}

async function readLog(copy: TenantCopy): Promise<string[]> {
  const [rows = []] = await runAsOwner(copy, [
    sql<{
      body: string;
    }>`select item::text as body from public.audit_event as item where tenant_id = ${copy.tenantId} order by seq`,
  ]);
  return rows.map(({ body }) => body);
}

async function sendHome(copy: TenantCopy, kind: "shared" | "elsewhere"): Promise<void> {
  await runAsOwner(copy, [
    sql`insert into tenant_placement (id, kind) values (${copy.tenantId}, ${kind})
      on conflict (id) do update set kind = excluded.kind, ref = '', paused_until = null, paused_by = null,
        logged_by = null, filled_by = null, moved_at = now()`,
  ]);
}

async function ifThere(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isUnknownDatabase(error)) throw error;
  }
}
