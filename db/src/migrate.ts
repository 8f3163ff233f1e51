export interface Migration {
  /** File name without its ending; migrations run in the order of their names. */
  readonly name: string;
  readonly sql: string;
}

/** Runs SQL text, maybe of several statements, on one session and gives the rows of the last one. */
export type ExecuteSql = (sql: string) => Promise<readonly Record<string, unknown>[]>;

const LEDGER = `
  create table if not exists schema_migration (
    name text primary key,
    checksum text not null,
    applied_at timestamptz not null default now()
  )`;

/**
 * Applies what the ledger does not list yet, all of it or nothing, and returns the names applied.
 * Two runners at once wait for each other. Throws if an applied file has changed since.
 */
export async function migrate(migrations: readonly Migration[], execute: ExecuteSql): Promise<string[]> {
  await execute("begin");
  try {
    await execute("select pg_advisory_xact_lock(hashtext('schema_migration'))");
    await execute(LEDGER);
    const applied = await readLedger(execute);
    const names: string[] = [];
    for (const migration of migrations.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (await applyOnce(migration, applied, execute)) names.push(migration.name);
    }
    await execute("commit");
    return names;
  } catch (error) {
    await execute("rollback");
    throw error;
  }
}

async function readLedger(execute: ExecuteSql): Promise<Map<string, string>> {
  const rows = await execute("select name, checksum from schema_migration");
  return new Map(rows.map((row) => [String(row.name), String(row.checksum)]));
}

async function applyOnce(
  migration: Migration,
  applied: ReadonlyMap<string, string>,
  execute: ExecuteSql,
): Promise<boolean> {
  const checksum = await sha256(migration.sql);
  const known = applied.get(migration.name);
  if (known === checksum) return false;
  if (known !== undefined) throw new Error(`migration ${migration.name} has changed since it was applied`);
  try {
    await execute(migration.sql);
  } catch (error) {
    throw new Error(`migration ${migration.name} failed: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
  await execute(
    `insert into schema_migration (name, checksum) values ('${migration.name.replaceAll("'", "''")}', '${checksum}')`,
  );
  return true;
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
