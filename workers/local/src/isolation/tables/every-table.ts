import { type Query, withSession } from "../../testing/open-session.ts";

const EVERY_TABLE = `
  select nspname || '.' || relname as name
  from pg_class join pg_namespace on pg_namespace.oid = relnamespace
  where relkind in ('r', 'p', 'v', 'm', 'f') and nspname !~ '^pg_' and nspname <> 'information_schema'
  order by 1`;

/** How a table is named in the report: by database, schema and name. */
export function tableName(url: string, schema: string, name: string): string {
  return `${new URL(url).pathname.slice(1)} ${schema}.${name}`;
}

/**
 * Every table of these databases, in whichever schema. Read apart from the sweep, which goes from tenant to tenant:
 * a schema that belongs to none of them, or a table that the sweep passes over, is missed. None is excused.
 */
export async function everyTable(urls: Iterable<string>): Promise<string[]> {
  const names: string[] = [];
  for (const url of new Set(urls)) {
    await withSession(url, async (query: Query) => {
      const rows = await query<{ name: string }>(EVERY_TABLE);
      names.push(...rows.map(({ name }) => tableName(url, ...(name.split(".") as [string, string]))));
    });
  }
  return names;
}

/** How many of these were tried, in percent, and the others by name. */
export function coveredTables(tables: readonly string[], tried: ReadonlySet<string>) {
  const missed = tables.filter((name) => !tried.has(name)).map((name) => `table ${name}`);
  const percent = tables.length === 0 ? 0 : Math.floor((100 * (tables.length - missed.length)) / tables.length);
  return { percent, missed };
}
