import { runBatch } from "@netvexa/db/batch";
import { type Database, driverOf } from "@netvexa/db/client";
import { sql } from "drizzle-orm";

/** Every row of every table in every schema, as whoever steals the database has it. */
export async function dumpDatabase(db: Database, isWanted = (_schema: string) => true): Promise<string> {
  const driver = driverOf(db);
  const [all] = await runBatch(driver, [], () => [
    sql<{ schema: string; name: string }>`
      select table_schema as schema, table_name as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  ]);
  const tables = all.filter(({ schema }) => isWanted(schema));
  const contents = await runBatch(driver, [], () =>
    tables.map(
      ({ schema, name }) =>
        sql<{ rows: string | null }>`select string_agg(to_jsonb(one)::text, E'\n') as rows
          from ${sql.identifier(schema)}.${sql.identifier(name)} as one`,
    ),
  );
  return tables.map(({ schema, name }, at) => `${schema}.${name}\n${contents[at]?.[0]?.rows ?? ""}`).join("\n");
}

/**
 * The rows that name any of these, in an order of their own. Tests beside this one change other rows meanwhile, and
 * make and drop whole schemas, in which none of these has ever been.
 */
export async function rowsNaming(db: Database, names: readonly string[]): Promise<string[]> {
  const dump = await dumpDatabase(db, (schema) => !schema.startsWith("netvexa_t_"));
  return dump
    .split("\n")
    .filter((row) => names.some((name) => row.includes(name)))
    .sort();
}
