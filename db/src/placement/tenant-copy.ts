import type { Id } from "@netvexa/contract/ids";
import { type SQL, sql } from "drizzle-orm";
import { runBatch } from "../batch.ts";
import { type Database, type Driver, driverOf } from "../client.ts";
import { type Placement, schemaOf } from "./place.ts";

/** A tenant's rows in one place, as the owner of the tables sees them. */
export interface TenantCopy {
  readonly driver: Driver;
  readonly tenantId: Id<"tenant">;
  readonly schema: string;
}

export interface PlacedTable {
  readonly name: string;
  readonly key: readonly string[];
  readonly columns: readonly string[];
}

export function copyAt(db: Database, tenantId: Id<"tenant">, place: Placement): TenantCopy {
  const home = driverOf(db);
  return {
    driver: place.kind === "database" ? home.beside(place.database) : home,
    tenantId,
    schema: schemaOf(place),
  };
}

/** One transaction as the owner of the tables, who is under row security too. */
export async function runAsOwner<Row>(
  { driver, tenantId, schema }: TenantCopy,
  statements: readonly SQL<Row>[],
): Promise<Row[][]> {
  const path = `"${schema}", public`;
  const stepDown = sql`select set_config('role', 'netvexa_migrator', true), set_config('app.tenant_id', ${tenantId}, true),
    set_config('search_path', ${path}, true), set_config('timezone', 'UTC', true)`;
  return (await runBatch(driver, [stepDown], () => statements)) as Row[][];
}

/** As whoever connects, for what takes more rights than owning the tables. */
export async function runAsLogin<Row>(driver: Driver, statements: readonly SQL<Row>[]): Promise<Row[][]> {
  return (await runBatch(driver, [], () => statements)) as Row[][];
}

/** Parents before children. */
export async function readPlacedTables(copy: TenantCopy): Promise<PlacedTable[]> {
  const [rows = []] = await runAsOwner(copy, [
    sql<PlacedTable & { parents: string[] }>`
      select relname as name,
        (select jsonb_agg(attname order by attnum) from pg_attribute
          where attrelid = placed.oid and attnum > 0 and not attisdropped) as columns,
        (select jsonb_agg(attname order by place) from pg_constraint, unnest(conkey) with ordinality as part (attnum, place)
          join pg_attribute on pg_attribute.attnum = part.attnum
          where conrelid = placed.oid and contype = 'p' and attrelid = placed.oid) as key,
        (select coalesce(jsonb_agg(parent.relname), '[]') from pg_constraint join pg_class parent on parent.oid = confrelid
          where conrelid = placed.oid and contype = 'f') as parents
      from public.placed_tables() as placed order by relname`,
  ]);
  const sorted: PlacedTable[] = [];
  const left = new Map(rows.map((row) => [row.name, row]));
  while (left.size > 0) {
    const ready = [...left.values()].filter(({ name, parents }) => !parents.some((p) => p !== name && left.has(p)));
    if (ready.length === 0) throw new Error(`tables refer to each other in a circle: ${[...left.keys()]}`);
    for (const table of ready) {
      left.delete(table.name);
      sorted.push(table);
    }
  }
  return sorted;
}

export function tableOf(copy: TenantCopy, table: PlacedTable): SQL {
  return sql`${sql.identifier(copy.schema)}.${sql.identifier(table.name)}`;
}

export function keyOf(table: PlacedTable): SQL {
  return sql`row(${columnList(table.key)})::text`;
}

export function columnList(names: readonly string[]): SQL {
  return sql.join(
    names.map((name) => sql.identifier(name)),
    sql`, `,
  );
}

/** Everything of the tenant in this place, children first. */
export async function deleteCopy(copy: TenantCopy, tables: readonly PlacedTable[]): Promise<void> {
  await runAsOwner(
    copy,
    tables.toReversed().map((table) => sql`delete from ${tableOf(copy, table)} where tenant_id = ${copy.tenantId}`),
  );
}

export interface Checksum {
  readonly name: string;
  readonly rows: number;
  readonly hash: string;
}

/** Count and hash of the rows of each table, in one transaction. */
export async function readChecksums(copy: TenantCopy, tables: readonly PlacedTable[]): Promise<Checksum[]> {
  const results = await runAsOwner(
    copy,
    tables.map(
      (table) => sql<Checksum>`
        select ${table.name} as name, count(*)::int as rows,
          md5(coalesce(string_agg(md5(item::text), '' order by ${keyOf(table)} collate "C"), '')) as hash
        from ${tableOf(copy, table)} as item where tenant_id = ${copy.tenantId}`,
    ),
  );
  return results.flat();
}
