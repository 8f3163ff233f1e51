/** One way from the role of a tenant's schema to what is not its own; each must be refused for lack of permission. */
export interface Attempt {
  readonly way: string;
  /** A statement, or several. */
  readonly sql: string;
}

/** What lies in the other tenant's schema, made by the test. */
export interface Foreign {
  readonly schema: string;
  readonly tenantId: string;
  readonly largeObject: string;
}

/** `own` is the schema of whoever tries. */
export function foreignAttempts(own: string, { schema, tenantId, largeObject }: Foreign): Attempt[] {
  const agent = `"${schema}".agent`;
  const row = `(tenant_id, id, settings, embedding_model) values ('${tenantId}', 'x', '{}', 'x')`;
  const ways: Record<string, readonly string[]> = {
    "qualified name": [
      `select * from ${agent}`,
      `insert into ${agent} ${row}`,
      `update ${agent} set embedding_model = 'x'`,
      `delete from ${agent}`,
      `truncate ${agent}`,
      `merge into ${agent} a using (select 1) one on false when not matched then insert ${row.replace(/ values/, " values")}`,
      `lock table ${agent} in access share mode`,
      `explain select * from ${agent}`,
      "select * from public.agent",
      "select * from public.tenant_placement",
      "select * from public.auth_user",
    ],
    definition: [
      `drop table ${agent}`,
      `alter table ${agent} disable row level security`,
      `alter table ${agent} owner to current_user`,
      `create policy open on ${agent} using (true)`,
      `create trigger peek after insert on ${agent} for each row execute function public.check_placement()`,
      `create index on ${agent} (id)`,
      `grant select on ${agent} to public`,
      `create table "${own}".peek (id text)`,
      "create table public.peek (id text)",
      "create schema peek",
    ],
    "search path": [`set local search_path = "${schema}", public; select * from agent`],
    function: [
      `select public.align_tenant_schema('${schema}')`,
      `select public.secure_table('${schema}', 'agent', current_user::text)`,
      `select public.add_audit_event('${tenantId}', 'evt_x', now(), 'user', 'u', 'key.create', 'apiKey', 'k', '{}')`,
      `do $do$ begin execute 'select * from ${agent}'; end $do$`,
      `create function "${own}".peek() returns bigint language sql as 'select 1'`,
      `create function public.peek() returns bigint language sql security definer as 'select 1'`,
    ],
    sequence: [
      `select nextval('"${schema}".canary')`,
      `select setval('"${schema}".canary', 1)`,
      `select currval('"${schema}".canary')`,
      `select last_value from "${schema}".canary`,
    ],
    "temporary object": [
      "create temp table agent (id text)",
      `create temp table peek as select * from ${agent}`,
      `create temp view peek as select * from ${agent}`,
      "create temp sequence peek",
      `create function pg_temp.peek() returns bigint language sql as 'select count(*) from ${agent}'`,
    ],
    "large object": [
      `select lo_get(${largeObject})`,
      `select lo_put(${largeObject}, 0, 'x')`,
      `select lo_unlink(${largeObject})`,
      "select * from pg_largeobject",
      "select lo_import('/etc/passwd')",
      `select lo_export(${largeObject}, '/tmp/peek')`,
    ],
    file: [
      "select pg_read_file('PG_VERSION')",
      "select pg_read_binary_file('PG_VERSION')",
      "select pg_ls_dir('.')",
      "select pg_stat_file('PG_VERSION')",
      "create temp table peek (line text); copy peek from '/etc/passwd'",
      `copy "${own}".agent to '/tmp/peek'`,
      `copy "${own}".agent to program 'cat'`,
    ],
    catalogue: ["select * from pg_authid", "select * from pg_statistic", "select * from pg_user_mapping"],
    server: ["select pg_reload_conf()", "create role peek", "grant netvexa_migrator to current_user"],
  };
  return Object.entries(ways).flatMap(([way, statements]) => statements.map((sql) => ({ way, sql })));
}
