import { type SQL, sql } from "drizzle-orm";
import { type CopyPair, copyKeys, RowKeys } from "./copy-rows.ts";
import { overtaken } from "./move-record.ts";
import { runAsOwner, type TenantCopy } from "./tenant-copy.ts";

const CHANGES_PER_LOOK = 2_000;
/** Writers queue behind whoever waits for the lock, so it waits briefly, and often. */
const LOCK_TIMEOUT_MS = 300;
const LOCK_ATTEMPTS = 60;
const LOCK_NOT_AVAILABLE = "55P03";

/** One transaction while no writer of the tenant is under way in that database. */
export async function runAlone<Row>(
  copy: TenantCopy,
  statements: readonly SQL<Row>[],
  run: (copy: TenantCopy, statements: readonly SQL[]) => Promise<unknown[][]> = runAsOwner,
): Promise<Row[][]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const results = await run(copy, [
        sql`select set_config('lock_timeout', ${String(LOCK_TIMEOUT_MS)}, true)`,
        sql`select pg_advisory_xact_lock(hashtextextended(${copy.tenantId}, 6))`,
        ...statements,
      ]);
      return results.slice(2) as Row[][];
    } catch (error) {
      if ((error as { code?: unknown }).code !== LOCK_NOT_AVAILABLE || attempt === LOCK_ATTEMPTS) throw error;
    }
  }
}

/**
 * From here on each change of the tenant's rows in `source` is written down for `run`, and for no earlier one. Throws
 * `conflict` if a later run has been there: what a dead one sent may arrive late.
 */
export async function beginLog(source: TenantCopy, run: string): Promise<void> {
  const { tenantId } = source;
  const [begun] = await runAlone(source, [
    sql`with begun as (
        insert into tenant_placement as place (id, kind, logged_by, last_run) values (${tenantId}, 'shared', ${run}, ${run})
        on conflict (id) do update set logged_by = excluded.logged_by, last_run = excluded.last_run
          where place.last_run <= excluded.last_run
        returning id),
      cleared as (delete from placement_change where id in (select id from begun))
      select id from begun`,
  ]);
  if (begun?.length !== 1) throw overtaken();
}

/** Nothing is written down any more for `run`. */
export async function endLog(source: TenantCopy, run: string): Promise<void> {
  await runAsOwner(source, [
    sql`with ended as (
        update tenant_placement set logged_by = null where id = ${source.tenantId} and logged_by = ${run} returning id)
      delete from placement_change where id in (select id from ended)`,
  ]);
}

/**
 * Brings what was written down, and `left` of the last look, to the target. Returns the rows that it was about and
 * those left for the next look: a row may have come before what it refers to. The log keeps what has come meanwhile.
 */
export async function drainLog(pair: CopyPair, left: RowKeys): Promise<{ keys: RowKeys; left: RowKeys }> {
  const { source, run } = pair;
  const changes = await readChanges(
    pair,
    sql<Change>`select seq::text, table_name as table, key from placement_change
      where id = ${source.tenantId} order by placement_change.seq limit ${CHANGES_PER_LOOK}`,
  );
  const keys = new RowKeys();
  keys.addAll(left);
  for (const { table, key } of changes) keys.add(table, [key]);
  const rest = await copyKeys(pair, keys);
  if (changes.length > 0) {
    // By number: one that was given a lower number may only now have been committed.
    await runAsOwner(source, [
      sql`delete from placement_change where id = ${source.tenantId}
        and seq in (select value::bigint from jsonb_array_elements_text(${JSON.stringify(changes.map(({ seq }) => seq))}::jsonb) as value)
        and exists (select from tenant_placement where id = ${source.tenantId} and logged_by = ${run})`,
    ]);
  }
  return { keys, left: rest };
}

/** Every row that is written down and not yet brought over. */
export async function readLog(pair: CopyPair): Promise<RowKeys> {
  const changes = await readChanges(
    pair,
    sql<Change>`select distinct '' as seq, table_name as table, key from placement_change where id = ${pair.source.tenantId}`,
  );
  const keys = new RowKeys();
  for (const { table, key } of changes) keys.add(table, [key]);
  return keys;
}

interface Change {
  readonly seq: string;
  readonly table: string;
  readonly key: string;
}

/** Throws `conflict` if the log is written for another run by now. */
async function readChanges({ source, run }: CopyPair, query: SQL<Change>): Promise<Change[]> {
  const [state, changes = []] = await runAsOwner<unknown>(source, [
    sql`select from tenant_placement where id = ${source.tenantId} and logged_by = ${run}`,
    query,
  ]);
  if (state?.length !== 1) throw overtaken();
  return changes as Change[];
}
