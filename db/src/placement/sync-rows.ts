import { type SQL, sql } from "drizzle-orm";
import { columnList, keyOf, type PlacedTable, runAsOwner, type TenantCopy, tableOf } from "./tenant-copy.ts";

const ROWS_PER_STATEMENT = 200;
/** Kept by triggers on other tables, so they are compared last and only while nobody writes. */
const DERIVED: ReadonlySet<string> = new Set(["index_stat", "term_stat"]);
/** Tables whose rows are replaced, never updated. */
const REPLACED: ReadonlySet<string> = new Set(["chunk_index"]);
/** Parents and neighbours that changed between two looks: the next pass sees them. */
const CROSSED: ReadonlySet<unknown> = new Set(["23503", "23505"]);

interface Difference {
  readonly table: PlacedTable;
  readonly added: string[];
  readonly changed: string[];
  readonly gone: string[];
}

/**
 * Makes `target` equal to `source` by the rows' own hashes and returns how many rows differed. It may be stopped
 * anywhere and begun again. `isFrozen` says that nobody writes to the source: only then is nothing left over.
 */
export async function syncRows(
  source: TenantCopy,
  target: TenantCopy,
  tables: readonly PlacedTable[],
  isFrozen: boolean,
): Promise<number> {
  const plain = tables.filter(({ name }) => !DERIVED.has(name));
  const moved = await syncTables(source, target, plain, isFrozen);
  if (!isFrozen) return moved;
  return (
    moved +
    (await syncTables(
      source,
      target,
      tables.filter(({ name }) => DERIVED.has(name)),
      isFrozen,
    ))
  );
}

async function syncTables(
  source: TenantCopy,
  target: TenantCopy,
  tables: readonly PlacedTable[],
  isFrozen: boolean,
): Promise<number> {
  const [theirs, ours] = [await readHashes(target, tables), await readHashes(source, tables)];
  const differences = tables.map((table, i) => compare(table, ours[i], theirs[i]));
  const tolerant = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      if (isFrozen || !CROSSED.has((error as { code?: unknown }).code)) throw error;
    }
  };
  for (const { table, gone, changed } of differences.toReversed()) {
    const replaced = REPLACED.has(table.name) ? [...gone, ...changed] : gone;
    for (const keys of slices(replaced)) await tolerant(() => remove(target, table, keys));
  }
  for (const { table, added, changed } of differences) {
    for (const keys of slices([...added, ...changed])) await tolerant(() => transfer(source, target, table, keys));
  }
  return differences.reduce((sum, { added, changed, gone }) => sum + added.length + changed.length + gone.length, 0);
}

type Hashes = ReadonlyMap<string, string>;

function compare(table: PlacedTable, ours: Hashes = new Map(), theirs: Hashes = new Map()): Difference {
  const added: string[] = [];
  const changed: string[] = [];
  for (const [key, hash] of ours) {
    const known = theirs.get(key);
    if (known === undefined) added.push(key);
    else if (known !== hash) changed.push(key);
  }
  return { table, added, changed, gone: [...theirs.keys()].filter((key) => !ours.has(key)) };
}

async function readHashes(copy: TenantCopy, tables: readonly PlacedTable[]): Promise<Hashes[]> {
  const results = await runAsOwner(
    copy,
    tables.map(
      (table) => sql<{ key: string; hash: string }>`select ${keyOf(table)} as key, md5(item::text) as hash
        from ${tableOf(copy, table)} as item where tenant_id = ${copy.tenantId} order by ${columnList(table.key)}`,
    ),
  );
  return results.map((rows) => new Map(rows.map(({ key, hash }) => [key, hash])));
}

/** Rows travel as the text of their composite type, which every type can write and read without loss. */
async function transfer(source: TenantCopy, target: TenantCopy, table: PlacedTable, keys: readonly string[]) {
  const [rows = []] = await runAsOwner(source, [
    sql<{ body: string }>`select item::text as body from ${tableOf(source, table)} as item
      where tenant_id = ${source.tenantId} and ${keyOf(table)} in (${elements(keys)})`,
  ]);
  const place = tableOf(target, table);
  const columns = columnList(table.columns);
  const others = table.columns.filter((name) => !table.key.includes(name));
  const set = sql.join(
    others.map((name) => sql`${sql.identifier(name)} = excluded.${sql.identifier(name)}`),
    sql`, `,
  );
  const isReplaced = others.length === 0 || REPLACED.has(table.name);
  const onConflict = isReplaced ? sql`do nothing` : sql`(${columnList(table.key)}) do update set ${set}`;
  await runAsOwner(target, [
    sql`insert into ${place} (${columns})
      select ${columns} from (select (body::${place}).* from (${elements(rows.map(({ body }) => body))}) as bodies (body)) as item
      on conflict ${onConflict}`,
  ]);
}

async function remove(target: TenantCopy, table: PlacedTable, keys: readonly string[]): Promise<void> {
  await runAsOwner(target, [
    sql`delete from ${tableOf(target, table)} where tenant_id = ${target.tenantId} and ${keyOf(table)} in (${elements(keys)})`,
  ]);
}

function elements(values: readonly string[]): SQL {
  return sql`select jsonb_array_elements_text(${JSON.stringify(values)}::jsonb)`;
}

function slices(keys: readonly string[]): string[][] {
  const count = Math.ceil(keys.length / ROWS_PER_STATEMENT);
  return Array.from({ length: count }, (_, i) => keys.slice(i * ROWS_PER_STATEMENT, (i + 1) * ROWS_PER_STATEMENT));
}
