import { type SQL, sql } from "drizzle-orm";
import { columnList, keyOf, type PlacedTable, selectByKeys, selectPage, tableOf } from "./placed-tables.ts";
import { fillCopy, runAsOwner, type TenantCopy } from "./tenant-copy.ts";

const ROWS_PER_PAGE = 1_000;
const ROWS_PER_TRANSFER = 200;
/** A parent or a neighbour that changed between two looks: the change log has it, and the next look settles it. */
const CROSSED: ReadonlySet<unknown> = new Set(["23503", "23505"]);

/** Keys of rows, by table. */
export class RowKeys {
  readonly #byTable = new Map<string, Set<string>>();

  add(table: string, keys: Iterable<string>): void {
    const known = this.#byTable.get(table) ?? new Set();
    for (const key of keys) known.add(key);
    this.#byTable.set(table, known);
  }

  of({ name }: PlacedTable): string[] {
    return [...(this.#byTable.get(name) ?? [])];
  }

  addAll(other: RowKeys): void {
    for (const [table, keys] of other.#byTable) this.add(table, keys);
  }

  /** Those that `other` does not have. */
  without(other: RowKeys): RowKeys {
    const rest = new RowKeys();
    for (const [table, keys] of this.#byTable) {
      rest.add(
        table,
        [...keys].filter((key) => other.#byTable.get(table)?.has(key) !== true),
      );
    }
    return rest;
  }

  tables(): string[] {
    return [...this.#byTable].filter(([, { size }]) => size > 0).map(([table]) => table);
  }

  get size(): number {
    return [...this.#byTable.values()].reduce((sum, { size }) => sum + size, 0);
  }
}

/** Two copies of one tenant, and the tables that both have: those that are copied, and those that triggers keep. */
export interface CopyPair {
  readonly source: TenantCopy;
  readonly target: TenantCopy;
  /** Parents before children. */
  readonly tables: readonly PlacedTable[];
  readonly derived: readonly PlacedTable[];
  /** The run of the mover that copies. */
  readonly run: string;
}

/**
 * Walks all rows of both copies, page by page, and gives those that differ to `onDifference`. Returns how many rows
 * the source has. Others may write meanwhile: what changed behind the walk is for the change log.
 */
export async function compareAll(
  pair: CopyPair,
  onDifference: (table: PlacedTable, keys: readonly string[]) => Promise<void>,
): Promise<number> {
  let rows = 0;
  // What is gone from the source goes first, so that nothing is in the way of what is new.
  for (const table of pair.tables.toReversed())
    await walk(pair.target, pair.source, table, onDifference, { isGoneOnly: true });
  for (const table of pair.tables) rows += await walk(pair.source, pair.target, table, onDifference);
  return rows;
}

async function walk(
  along: TenantCopy,
  beside: TenantCopy,
  table: PlacedTable,
  onDifference: (table: PlacedTable, keys: readonly string[]) => Promise<void>,
  { isGoneOnly = false } = {},
): Promise<number> {
  let rows = 0;
  for (let after: string | undefined; ; ) {
    const [page = []] = await runAsOwner(along, [selectPage(along, table, after, ROWS_PER_PAGE)]);
    const others = await readHashes(
      beside,
      table,
      page.map(({ key }) => key),
    );
    const different = page.filter(({ key, hash }) => (isGoneOnly ? !others.has(key) : others.get(key) !== hash));
    if (different.length > 0)
      await onDifference(
        table,
        different.map(({ key }) => key),
      );
    rows += page.length;
    after = page.at(-1)?.key;
    if (page.length < ROWS_PER_PAGE) return rows;
  }
}

async function readHashes(copy: TenantCopy, table: PlacedTable, keys: readonly string[]): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  const [rows = []] = await runAsOwner(copy, [hashesOf(copy, table, keys)]);
  return new Map(rows.map(({ key, hash }) => [key, hash]));
}

function hashesOf(copy: TenantCopy, table: PlacedTable, keys: readonly string[]): SQL<{ key: string; hash: string }> {
  return selectByKeys(copy, table, keys, sql`${keyOf(table)} as key, md5(item::text) as hash`) as SQL<{
    key: string;
    hash: string;
  }>;
}

/** Brings rows of the target to what the source has by now. Returns those that have to wait for another look. */
export async function copyKeys(pair: CopyPair, keys: RowKeys): Promise<RowKeys> {
  const left = new RowKeys();
  for (const part of partsOf(pair, keys)) {
    try {
      await copyPart(pair, part);
    } catch (error) {
      if (!CROSSED.has((error as { code?: unknown }).code)) throw error;
      for (const { table, keys: some } of part) left.add(table.name, some);
    }
  }
  return left;
}

type Part = readonly { readonly table: PlacedTable; readonly keys: readonly string[] }[];

/** Parts of a size that one statement can carry; what fits into one stays together, parents first. */
function partsOf({ tables }: CopyPair, keys: RowKeys): Part[] {
  if (keys.size <= ROWS_PER_TRANSFER) {
    return keys.size === 0
      ? []
      : [tables.map((table) => ({ table, keys: keys.of(table) })).filter((one) => one.keys.length > 0)];
  }
  return tables.flatMap((table) => slices(keys.of(table)).map((some) => [{ table, keys: some }]));
}

/** Rows travel as the text of their composite type, which every type can write and read without loss. */
async function copyPart({ source, target, run }: CopyPair, part: Part): Promise<void> {
  const found = await runAsOwner(
    source,
    part.map(
      ({ table, keys }) =>
        selectByKeys(source, table, keys, sql`${keyOf(table)} as key, item::text as body`) as SQL<{
          key: string;
          body: string;
        }>,
    ),
  );
  const [removed, added]: [SQL[], SQL[]] = [[], []];
  for (const [at, { table, keys }] of part.entries()) {
    const rows = found[at] ?? [];
    const there = new Set(rows.map(({ key }) => key));
    // What refers to a row would go with it, so a row that is still there is changed and not replaced.
    const gone = table.isImmutable ? keys : keys.filter((key) => !there.has(key));
    if (gone.length > 0) removed.unshift(deleteByKeys(target, table, gone));
    if (rows.length > 0)
      added.push(
        insertBodies(
          target,
          table,
          rows.map(({ body }) => body),
        ),
      );
  }
  await fillCopy(target, run, [...removed, ...added]);
}

function deleteByKeys(target: TenantCopy, table: PlacedTable, keys: readonly string[]): SQL {
  return sql`delete from ${tableOf(target, table)} where ctid = any (array(
    select at from (${selectByKeys(target, table, keys, sql`item.ctid as at`)}) as place))`;
}

function insertBodies(target: TenantCopy, table: PlacedTable, bodies: readonly string[]): SQL {
  const place = tableOf(target, table);
  const columns = columnList(table.columns);
  const keys = new Set(table.key.map(({ name }) => name));
  const set = table.columns
    .filter((name) => !keys.has(name))
    .map((name) => sql`${sql.identifier(name)} = excluded.${sql.identifier(name)}`);
  const list = sql.join(
    table.columns.map((name) => sql`(item).${sql.identifier(name)}`),
    sql`, `,
  );
  const onConflict =
    table.isImmutable || set.length === 0
      ? sql`do nothing`
      : sql`(${columnList([...keys])}) do update set ${sql.join(set, sql`, `)}`;
  // Without the fence each text would be read once for each of its columns.
  return sql`insert into ${place} (${columns})
    select ${list} from (
      select body::${place} as item from jsonb_array_elements_text(${JSON.stringify(bodies)}::jsonb) as bodies (body) offset 0
    ) as bodies
    on conflict ${onConflict}`;
}

/** Which of the rows differ between the copies, in one round trip to each. */
export async function compareKeys({ source, target, tables }: CopyPair, keys: RowKeys): Promise<RowKeys> {
  const different = new RowKeys();
  const asked = tables.map((table) => ({ table, keys: keys.of(table) })).filter((one) => one.keys.length > 0);
  if (asked.length === 0) return different;
  const read = (copy: TenantCopy) =>
    runAsOwner(
      copy,
      asked.map((one) => hashesOf(copy, one.table, one.keys)),
    );
  const [ours, theirs] = await Promise.all([read(source), read(target)]);
  for (const [at, { table, keys: some }] of asked.entries()) {
    const [a, b] = [ours[at] ?? [], theirs[at] ?? []].map((rows) => new Map(rows.map(({ key, hash }) => [key, hash])));
    different.add(
      table.name,
      some.filter((key) => a?.get(key) !== b?.get(key)),
    );
  }
  return different;
}

function slices(keys: readonly string[]): string[][] {
  const count = Math.ceil(keys.length / ROWS_PER_TRANSFER);
  return Array.from({ length: count }, (_, i) => keys.slice(i * ROWS_PER_TRANSFER, (i + 1) * ROWS_PER_TRANSFER));
}
