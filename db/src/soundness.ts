import { type SQL, sql } from "drizzle-orm";

/** The first minor of each major whose planner statistics leak no hidden rows (CVE-2025-8713), as `server_version_num`. */
const PATCHED = { 15: 150_014, 16: 160_010, 17: 170_006 } as const;
/** Before it, a vacuum could corrupt an index of vectors. */
const PGVECTOR_FLOOR = [0, 8, 3] as const;

export interface Fault extends Record<string, unknown> {
  /** In words that may be logged: names of roles and tables, and versions. */
  readonly fault: string;
  /** False for what is merely old. */
  readonly isBreach: boolean;
}

/** What makes a database unfit to serve tenants, or older than it should be; nothing if it is sound. For `controlBatch`. */
export function databaseFaults(): SQL<Fault> {
  const minors = JSON.stringify(Object.entries(PATCHED).map(([major, least]) => ({ major: Number(major), least })));
  return sql<Fault>`
    with own as (
      select * from pg_roles
      where rolname in ('netvexa_migrator', 'netvexa_runtime', 'netvexa_control') or rolname ~ '^netvexa_t_[0-9a-f]{20}$'
    ),
    tenant_table as (
      select relation.oid::regclass::text as name, relation.*
      from pg_class as relation join pg_attribute on attrelid = relation.oid and attname = 'tenant_id' and not attisdropped
      where relation.relkind in ('r', 'p') and relnamespace::regnamespace::text !~ '^pg_' and (
        has_table_privilege('netvexa_runtime', relation.oid, 'select')
        or relnamespace::regnamespace::text ~ '^netvexa_t_[0-9a-f]{20}$'
      )
    )
    select fault, is_breach as "isBreach" from (
      select 'a role is missing: ' || wanted, true
      from unnest(array['netvexa_migrator', 'netvexa_runtime', 'netvexa_control']) as wanted
      where not exists (select from own where rolname = wanted)
      union all
      select 'a role is too strong: ' || rolname, true from own
      where rolsuper or rolbypassrls or rolcanlogin or rolcreaterole or rolcreatedb
      union all
      select 'a role is a member of another: ' || rolname, true from own
      where exists (select from pg_auth_members where member = own.oid)
      union all
      select 'a serving role owns a table: ' || rolname, true from own
      where rolname <> 'netvexa_migrator' and exists (select from pg_class where relowner = own.oid)
      union all
      select 'row security is not forced: ' || name, true from tenant_table
      where not (relrowsecurity and relforcerowsecurity)
      union all
      select 'truncate is granted: ' || name, true from tenant_table join own on true
      where rolname <> 'netvexa_migrator' and has_table_privilege(own.oid, tenant_table.oid, 'truncate')
      union all
      select 'Postgres is not patched: ' || current_setting('server_version_num'), false
      from jsonb_to_recordset(${minors}::jsonb) as patched (major integer, least integer)
      where current_setting('server_version_num')::integer / 10000 = major
        and current_setting('server_version_num')::integer < least
      union all
      select 'pgvector is too old: ' || extversion, false from pg_extension
      where extname = 'vector'
        and string_to_array(extversion, '.')::integer[] < ${`{${PGVECTOR_FLOOR.join(",")}}`}::integer[]
    ) as found (fault, is_breach)
    order by fault`;
}
