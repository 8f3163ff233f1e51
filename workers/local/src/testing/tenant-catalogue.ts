import type { Backend, StatementResult } from "../postgres/backend.ts";
import type { DatabaseFailure } from "../postgres/database-failure.ts";

export interface Column {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
}

export interface TableFacts {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly primaryKey: readonly string[];
  /** Foreign keys, unique constraints and checks, as Postgres prints them. */
  readonly constraints: readonly string[];
  readonly owner: string;
  readonly isForced: boolean;
  readonly policies: readonly { name: string; verb: string; using: string | null; check: string | null }[];
  /** `role:privilege` of everybody but the owner. */
  readonly grants: readonly string[];
}

const CATALOGUE = `
  select json_build_object(
    'name', relation.relname,
    'owner', relation.relowner::regrole::text,
    'isForced', relation.relrowsecurity and relation.relforcerowsecurity,
    'columns', (
      select json_agg(json_build_object('name', attname, 'type', format_type(atttypid, atttypmod), 'isRequired', attnotnull) order by attnum)
      from pg_attribute where attrelid = relation.oid and attnum > 0 and not attisdropped),
    'primaryKey', (
      select coalesce(json_agg(attname order by place), '[]')
      from pg_constraint, unnest(conkey) with ordinality as key (attnum, place)
      join pg_attribute on attrelid = relation.oid and pg_attribute.attnum = key.attnum
      where conrelid = relation.oid and contype = 'p'),
    'constraints', (
      select coalesce(json_agg(pg_get_constraintdef(oid) order by pg_get_constraintdef(oid)), '[]')
      from pg_constraint where conrelid = relation.oid and contype in ('f', 'u', 'c')),
    'policies', (
      select coalesce(json_agg(json_build_object('name', policyname, 'verb', cmd, 'using', qual, 'check', with_check) order by policyname), '[]')
      from pg_policies where schemaname = $1 and tablename = relation.relname),
    'grants', (
      select coalesce(json_agg(grantee || ':' || privilege_type order by grantee, privilege_type), '[]')
      from information_schema.role_table_grants
      where table_schema = $1 and table_name = relation.relname and grantee <> relation.relowner::regrole::text)
  )::text as facts
  from pg_class relation
  where relnamespace = quote_ident($1::text)::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
    and relname = coalesce($2, relname)
  order by relname`;

/** Every table of the live database, read from its own catalogue. */
export async function readCatalogue(backend: Backend, database: string, schema = "public"): Promise<TableFacts[]> {
  const [result] = await backend.run({ database, statements: [catalogueQuery(schema)] });
  return parseCatalogue((result?.rows ?? []).map(([text]) => text ?? ""));
}

/** For whoever has a connection already; each row is the text of one table's facts. */
export function catalogueQuery(schema: string, table?: string) {
  return { text: CATALOGUE, values: [schema, table ?? null] };
}

export function parseCatalogue(rows: readonly string[]): TableFacts[] {
  return rows.map((text) => JSON.parse(text) as TableFacts);
}

export function isTenantTable(table: TableFacts): boolean {
  return table.primaryKey[0] === "tenant_id";
}

/** What became of a statement: how many rows it touched, or the code with which it was refused. */
export type Outcome = { readonly rows: number } | { readonly refused: string };

/** One statement in a transaction of its own; `tenantId` undefined = without stepping down. */
export async function attempt(
  backend: Backend,
  at: { database: string; tenantId?: string; role?: string },
  statement: string,
): Promise<Outcome> {
  const { database, tenantId, role = "netvexa_runtime" } = at;
  const step = "select set_config('role', $1, true), set_config('app.tenant_id', $2, true)";
  const first = tenantId === undefined ? [] : [{ text: step, values: [role, tenantId] }];
  try {
    const results: StatementResult[] = await backend.run({
      database,
      begin: "begin",
      statements: [...first, { text: statement, values: [] }],
    });
    return { rows: results.at(-1)?.rowCount ?? 0 };
  } catch (error) {
    return { refused: (error as DatabaseFailure).fields.code ?? "" };
  }
}

/** A literal that the column takes, whatever the table is about. */
function sampleValue(table: TableFacts, column: Column, tenantId: string): string {
  if (column.name === "tenant_id") return `'${tenantId}'`;
  const allowed = table.constraints.find((text) => new RegExp(`^CHECK \\(\\(+${column.name} = `).test(text));
  const literal = allowed && (/'([^']+)'/.exec(allowed)?.[0] ?? /\d+/.exec(allowed)?.[0]);
  if (literal !== undefined && literal !== "") return literal;
  const sample = SAMPLES[column.type.replace(/\(.*\)$/, "")];
  if (sample === undefined) throw new Error(`no sample for the type ${column.type} of ${table.name}.${column.name}`);
  return sample;
}

const SAMPLES: Readonly<Record<string, string>> = {
  text: "'x'",
  integer: "1",
  bigint: "1",
  smallint: "1",
  boolean: "true",
  jsonb: "'{}'",
  "text[]": "'{}'",
  "timestamp with time zone": "now()",
  vector: "'[1,2]'",
  sparsevec: "'{1:1}/536870912'",
};

/** A row of samples, but for the literals that `other` gives by column. */
export function insertSample(
  table: TableFacts,
  tenantId: string,
  other: Readonly<Record<string, string>> = {},
): string {
  const names = table.columns.map(({ name }) => name).join(", ");
  const values = table.columns.map((column) => other[column.name] ?? sampleValue(table, column, tenantId)).join(", ");
  return `insert into ${table.name} (${names}) values (${values})`;
}
