import { type SQL, sql } from "drizzle-orm";
import { runAsOwner, type TenantCopy } from "./tenant-copy.ts";

export interface PlacedTable {
  readonly name: string;
  readonly key: readonly { readonly name: string; readonly type: string }[];
  readonly columns: readonly string[];
  /** Rows are never changed, or replaced as a whole: an update is refused. */
  readonly isImmutable: boolean;
  /** Kept by triggers from the rows of others: each copy keeps its own. */
  readonly isDerived: boolean;
}

/** The log stays where it is for a tenant of the first database, and goes along into and out of another. */
const LOG = "audit_event";

/** Those that are copied, or with those too that triggers keep from the others. Parents before children. */
export async function readPlacedTables(copy: TenantCopy, { withLog = false } = {}): Promise<PlacedTable[]> {
  const [rows = []] = await runAsOwner(copy, [
    sql<PlacedTable & { parents: string[] }>`
      select placed.relname as name,
        (select jsonb_agg(attname order by attnum) from pg_attribute
          where attrelid = own.oid and attnum > 0 and not attisdropped) as columns,
        (select jsonb_agg(jsonb_build_object('name', attname, 'type', format_type(atttypid, atttypmod)) order by at)
          from pg_constraint, unnest(conkey) with ordinality as part (attnum, at)
          join pg_attribute on pg_attribute.attnum = part.attnum
          where conrelid = placed.oid and contype = 'p' and attrelid = placed.oid) as key,
        (select coalesce(jsonb_agg(parent.relname), '[]') from pg_constraint join pg_class parent on parent.oid = confrelid
          where conrelid = placed.oid and contype = 'f') as parents,
        placed.relname = any (public.append_only_tables()) or exists (
          select from pg_trigger where tgrelid = placed.oid and tgfoid = to_regproc('public.refuse_update')) as "isImmutable",
        placed.relname = any (public.derived_tables()) as "isDerived"
      from (
        select * from public.placed_tables()
        union all select * from pg_class where ${withLog} and oid = to_regclass(${`public.${LOG}`})
      ) as placed
      join pg_class own on own.relname = placed.relname
        and own.relnamespace = (case placed.relname when ${LOG} then 'public' else ${copy.schema} end)::regnamespace
      order by placed.relname`,
  ]);
  return sortByParents(rows).map(({ parents: _, ...table }) => table);
}

function sortByParents<T extends { name: string; parents: string[] }>(rows: readonly T[]): T[] {
  const sorted: T[] = [];
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

export function tableOf(copy: TenantCopy, { name }: PlacedTable): SQL {
  return sql`${sql.identifier(name === LOG ? "public" : copy.schema)}.${sql.identifier(name)}`;
}

/** The primary key as a JSON array of texts, as the change log has it. */
export function keyOf({ key }: PlacedTable): SQL {
  return sql`jsonb_build_array(${list(key.map(({ name }) => sql`item.${sql.identifier(name)}::text`))})::text`;
}

/**
 * `select` of `columns` of the rows, called `item`, that `keys` name. Each is looked up by itself, through the primary
 * key, so that it costs as much as there are keys however long the table is.
 */
export function selectByKeys(copy: TenantCopy, table: PlacedTable, keys: readonly string[], columns: SQL): SQL {
  const same = table.key.map(
    ({ name, type }, at) =>
      sql`item.${sql.identifier(name)} = (wanted.body ->> ${sql.raw(String(at))})::${sql.raw(type)}`,
  );
  return sql`select found.* from jsonb_array_elements(${`[${keys.join(",")}]`}::jsonb) as wanted (body)
    cross join lateral (
      select ${columns} from ${tableOf(copy, table)} as item
      where item.tenant_id = ${copy.tenantId} and ${sql.join(same, sql` and `)} offset 0) as found`;
}

/** Up to `limit` rows behind `after`, in the order of the primary key. */
export function selectPage(
  copy: TenantCopy,
  table: PlacedTable,
  after: string | undefined,
  limit: number,
): SQL<{ key: string; hash: string }> {
  const names = list(table.key.map(({ name }) => sql`item.${sql.identifier(name)}`));
  const last = table.key.map(
    ({ type }, at) => sql`(${after ?? null}::jsonb ->> ${sql.raw(String(at))})::${sql.raw(type)}`,
  );
  return sql`select ${keyOf(table)} as key, md5(item::text) as hash from ${tableOf(copy, table)} as item
    where item.tenant_id = ${copy.tenantId} ${after === undefined ? sql`` : sql`and (${names}) > (${list(last)})`}
    order by ${names} limit ${limit}`;
}

export function columnList(names: readonly string[]): SQL {
  return list(names.map((name) => sql.identifier(name)));
}

function list(parts: readonly SQL[] | readonly ReturnType<typeof sql.identifier>[]): SQL {
  return sql.join([...parts], sql`, `);
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

/**
 * Sums of what triggers count in this place, that are the same whatever the order in which the rows came; cheaper than
 * hashes of rows, for it is read while writers are held.
 */
export async function readDerived(copy: TenantCopy, derived: readonly PlacedTable[]): Promise<string> {
  const sums = await runAsOwner(
    copy,
    derived.map((table) => {
      const key = columnList(table.key.map(({ name }) => name));
      return sql`select coalesce(jsonb_agg(sums order by sums), '[]')::text as sums from (
        select jsonb_build_array(agent_id, count(*), sum(chunks), sum(hash_record_extended(row(${key}), 0)::numeric * chunks)) as sums
        from ${tableOf(copy, table)} where tenant_id = ${copy.tenantId} and chunks > 0 group by agent_id) as per_agent`;
    }),
  );
  return JSON.stringify(sums);
}
