import { type Id, isId } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { type SQL, sql } from "drizzle-orm";
import { type Database, type Driver, driverOf } from "../client.ts";
import type { TenantContext } from "../tenant-context.ts";
import { isOwnName, nameWithin, type Placement, parsePlace, SHARED, schemaOf } from "./place.ts";

/** What the database answers to whoever writes while the tenant is moved, and to whoever comes to the wrong place. */
const [PAUSED, MOVED] = ["NV001", "NV002"];
/** The place itself has gone: no such role, schema, table or database. */
const GONE: ReadonlySet<unknown> = new Set(["22023", "3F000", "42P01", "3D000"]);
const ATTEMPTS = 4;
const KNOWN_MAX = 10_000;

/** Homes other than the hint, by tenant. Never stale for longer than one call: the database checks each use. */
const homesOf = new WeakMap<Database, Map<string, Placement>>();

export interface Entry {
  readonly driver: Driver;
  /** Sent ahead of everything else in the transaction. */
  readonly first: readonly SQL[];
}

/**
 * Runs `work` where the tenant lives. Each transaction begins by asking the place whether the tenant is there, so
 * an outdated notion costs one more call and nothing is ever read or written in a copy that was left.
 * `mayRepeat` says whether `work` may be run again once it has begun. Throws `unavailable` while a move holds writers.
 */
export async function atHome<T>(
  db: Database,
  tenant: TenantContext,
  work: (entry: Entry) => Promise<T>,
  mayRepeat: () => boolean,
): Promise<T> {
  if (!isId("tenant", tenant?.tenantId)) throw new TypeError("tenant data was asked for without a tenant");
  const homes = knownHomes(db);
  let place = homes.get(tenant.tenantId) ?? tenant.placement;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(await entryOf(db, tenant, place));
    } catch (error) {
      const next = nextPlace(error, place);
      // A place that does not answer may be one that was left: the next call asks the first database.
      if (next === undefined && !isFromPostgres(error)) homes.delete(tenant.tenantId);
      if (next === undefined) throw error;
      homes.set(tenant.tenantId, next);
      if (attempt === ATTEMPTS || !mayRepeat()) throw new ServiceError("unavailable", { cause: error });
      place = next;
    }
  }
}

function knownHomes(db: Database): Map<string, Placement> {
  const homes = homesOf.get(db) ?? new Map<string, Placement>();
  if (homes.size > KNOWN_MAX) homes.clear();
  homesOf.set(db, homes);
  return homes;
}

function isFromPostgres(error: unknown): boolean {
  return typeof (error as { code?: unknown }).code === "string";
}

function nextPlace(error: unknown, place: Placement): Placement | undefined {
  const { code, detail } = error as { code?: unknown; detail?: unknown };
  if (code === PAUSED) throw new ServiceError("unavailable", { cause: error });
  // A database that the tenant has left does not know where to; the first one does.
  if (code === MOVED) return parsePlace(String(detail)) ?? SHARED;
  return place.kind !== "shared" && GONE.has(code) ? SHARED : undefined;
}

/** The database that holds the place. */
export async function driverAt(db: Database, tenantId: Id<"tenant">, place: Placement): Promise<Driver> {
  const home = driverOf(db);
  if (place.kind !== "database") return home;
  return isOwnName(place.ref) ? home.beside(place.ref) : home.elsewhere(tenantId, place.ref);
}

/** All settings end with the transaction, so nothing is left for the next borrower of a pooled connection. */
async function entryOf(db: Database, { tenantId }: TenantContext, place: Placement): Promise<Entry> {
  const role = place.kind === "schema" ? place.schema : "netvexa_runtime";
  const path = place.kind === "schema" ? `"${schemaOf(place)}", public` : "public";
  return {
    driver: await driverAt(db, tenantId, place),
    first: [
      sql`select set_config('role', ${role}, true), set_config('app.tenant_id', ${tenantId}, true),
        set_config('search_path', ${path}, true)`,
      sql`select public.enter_placement(${nameWithin(place)})`,
    ],
  };
}
