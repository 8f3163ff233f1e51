-- Where a tenant's rows live: among all others, in a schema of its own, or in a database of its own. `id` is the
-- tenant's. No row means shared. A database says of a tenant that has left it, or is not yet there, `elsewhere`.
create table tenant_placement (
  id text primary key,
  kind text not null check (kind in ('shared', 'schema', 'database', 'elsewhere')),
  -- The schema's or the database's name; empty otherwise.
  ref text not null default '',
  -- Writers are turned away until then. A mover that dies leaves a pause that ends by itself.
  paused_until timestamptz,
  schema_version text,
  problem text,
  moved_at timestamptz not null default now()
);

-- The move of a tenant that is under way, or the last one.
create table tenant_move (
  id text primary key,
  from_kind text not null,
  from_ref text not null,
  to_kind text not null,
  to_ref text not null,
  step text not null check (step in ('prepare', 'copy', 'catch_up', 'pause', 'verify', 'switch', 'kept', 'done')),
  rows_verified bigint not null default 0,
  started_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

grant select, insert, update, delete on tenant_placement, tenant_move to netvexa_control;

-- The one thing that tenant roles may know of the control plane: where the tenant of this transaction lives.
create function placement_state(out place text, out paused boolean)
language sql volatile security definer
set search_path = pg_catalog
as $$
  select coalesce(max(kind || ':' || ref), 'shared:'), coalesce(bool_or(paused_until > clock_timestamp()), false)
  from public.tenant_placement
  where id = nullif(current_setting('app.tenant_id', true), '')
$$;
alter function placement_state() owner to netvexa_migrator;

-- First in each transaction of a tenant: whoever comes to the wrong place is told the right one.
create function enter_placement(expected text) returns void
language plpgsql
set search_path = pg_catalog
as $$
declare
  actual constant text := (select place from public.placement_state());
begin
  if actual <> expected then
    raise exception 'the tenant does not live here' using errcode = 'NV002', detail = actual;
  end if;
end
$$;

-- Before each write: waits for nobody, but makes whoever pauses the tenant wait for writers under way. The look
-- comes after the lock, with a snapshot of its own.
create function check_placement() returns trigger
language plpgsql
set search_path = pg_catalog
as $$
declare
  tenant constant text := nullif(current_setting('app.tenant_id', true), '');
  state record;
begin
  -- Without a tenant row security refuses by itself. The owner copies rows, and carries out cascades.
  if tenant is null or current_user = 'netvexa_migrator' then
    return null;
  end if;
  perform pg_advisory_xact_lock_shared(hashtextextended(tenant, 6));
  select * into state from public.placement_state();
  if state.paused then
    raise exception 'the tenant is being moved' using errcode = 'NV001';
  end if;
  if tg_table_name <> 'audit_event' and state.place <> (case tg_table_schema when 'public' then 'shared:' else 'schema:' || tg_table_schema end) then
    raise exception 'the tenant does not live here' using errcode = 'NV002', detail = state.place;
  end if;
  return null;
end
$$;

create function secure_table(in_schema text, table_name text, to_role text) returns void
language plpgsql
set search_path = pg_catalog
as $$
declare
  place constant text := format('%I.%I', in_schema, table_name);
  own_rows constant text := $expression$tenant_id = nullif(current_setting('app.tenant_id', true), '')$expression$;
  verb text;
begin
  execute format('alter table %s enable row level security, force row level security', place);
  execute format('grant select, insert, update, delete on %s to %I', place, to_role);
  foreach verb in array array['select', 'insert', 'update', 'delete'] loop
    execute format('drop policy if exists %I on %s', 'tenant_' || verb, place);
    execute format(
      'create policy %I on %s for %s %s',
      'tenant_' || verb, place, verb,
      case verb
        when 'insert' then format('with check (%s)', own_rows)
        when 'update' then format('using (%s) with check (%s)', own_rows, own_rows)
        else format('using (%s)', own_rows)
      end
    );
  end loop;
  execute format(
    'create or replace trigger placement_gate before insert or update or delete on %s
      for each statement execute function public.check_placement()',
    place
  );
end
$$;

create or replace function secure_tables() returns void
language plpgsql
set search_path = pg_catalog, public
as $$
declare
  item record;
begin
  for item in
    select relation.oid, relation.relname as name,
      exists (
        select from pg_attribute
        where attrelid = relation.oid and attname = 'tenant_id' and not attisdropped
      ) and not has_table_privilege('netvexa_control', relation.oid, 'select') as holds_tenant_rows
    from pg_class relation
    where relation.relnamespace = 'public'::regnamespace
      and relation.relkind in ('r', 'p')
      -- Tables of an extension belong to whoever installed it.
      and not exists (select from pg_depend where objid = relation.oid and deptype = 'e')
  loop
    execute format('alter table public.%I owner to netvexa_migrator', item.name);
    execute format('revoke all on public.%I from public', item.name);
    if item.holds_tenant_rows then
      perform public.secure_table('public', item.name, 'netvexa_runtime');
    end if;
  end loop;
end
$$;

-- The tables that move with a tenant. The audit log is one chain, written from both planes, and stays.
create function placed_tables() returns setof pg_class
language sql stable
set search_path = pg_catalog
as $$
  select * from pg_class
  where relnamespace = 'public'::regnamespace and relkind = 'r' and relforcerowsecurity and relname <> 'audit_event'
$$;

-- Makes a tenant's own schema, or brings it up to date, from the shared tables as they stand now: whatever a
-- migration adds to those reaches each schema this way. Role and schema share their name, and the role belongs to
-- nothing. Raises where the two cannot be made equal.
create function align_tenant_schema(name text) returns void
language plpgsql
set search_path = pg_catalog
as $$
declare
  item record;
  part record;
begin
  if name !~ '^netvexa_t_[0-9a-f]{20}$' then
    raise exception 'not the name of a tenant''s schema: %', name;
  end if;
  if not exists (select from pg_roles where rolname = name) then
    execute format('create role %I nologin', name);
  end if;
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant %I to current_user', name);
  end if;
  execute format('create schema if not exists %I authorization netvexa_migrator', name);
  execute format('grant usage on schema %I, public to %I', name, name);

  for item in
    select oid, relname, reloptions from public.placed_tables() order by oid
  loop
    if to_regclass(format('%I.%I', name, item.relname)) is null then
      execute format(
        'create table %I.%I (like public.%I including all excluding indexes)', name, item.relname, item.relname
      );
      execute format('alter table %I.%I owner to netvexa_migrator', name, item.relname);
    end if;
    for part in
      select attname, format_type(atttypid, atttypmod) as type, attnotnull, pg_get_expr(adbin, adrelid) as value
      from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
      where attrelid = item.oid and attnum > 0 and not attisdropped and not exists (
        select from pg_attribute as own
        where own.attrelid = to_regclass(format('%I.%I', name, item.relname)) and own.attname = pg_attribute.attname)
      order by attnum
    loop
      execute format(
        'alter table %I.%I add column %I %s%s%s', name, item.relname, part.attname, part.type,
        ' default ' || part.value, case when part.attnotnull then ' not null' end
      );
    end loop;
    if item.reloptions is not null then
      execute format('alter table %I.%I set (%s)', name, item.relname, array_to_string(item.reloptions, ', '));
    end if;
    perform public.secure_table(name, item.relname, name);
  end loop;
  if to_regclass('public.audit_event') is not null then
    execute format('grant select, insert on public.audit_event to %I', name);
  end if;

  -- References come last: what they lead to is there by then.
  for part in
    select relname, conname, regexp_replace(pg_get_constraintdef(con.oid), 'REFERENCES public\.', format('REFERENCES %I.', name)) as body
    from pg_constraint con join public.placed_tables() relation on relation.oid = conrelid
    where contype in ('p', 'u', 'f', 'c')
      and not exists (
        select from pg_constraint own
        where own.conrelid = to_regclass(format('%I.%I', name, relname)) and own.conname = con.conname)
    order by position(contype in 'pucf'), conname
  loop
    execute format('alter table %I.%I add constraint %I %s', name, part.relname, part.conname, part.body);
  end loop;
  for part in
    select regexp_replace(pg_get_indexdef(entry.indexrelid), ' ON public\.', format(' ON %I.', name)) as body
    from pg_index entry
    join public.placed_tables() relation on relation.oid = entry.indrelid
    join pg_class index on index.oid = entry.indexrelid
    where to_regclass(format('%I.%I', name, index.relname)) is null
  loop
    execute part.body;
  end loop;
  for part in
    select regexp_replace(pg_get_triggerdef(source.oid), ' ON public\.', format(' ON %I.', name)) as body
    from pg_trigger source join public.placed_tables() relation on relation.oid = tgrelid
    where not tgisinternal
      and not exists (
        select from pg_trigger own
        where own.tgrelid = to_regclass(format('%I.%I', name, relname)) and own.tgname = source.tgname)
  loop
    execute part.body;
  end loop;

  select string_agg(format('%I.%I', relname, attname), ', ') into part
  from (
    select relname, attname, count(*) over (partition by relname, attname, format_type(atttypid, atttypmod), attnotnull) as places
    from pg_class relation join pg_attribute on attrelid = relation.oid
    where relnamespace in ('public'::regnamespace, to_regnamespace(quote_ident(name))) and relkind = 'r' and relforcerowsecurity
      and attnum > 0 and not attisdropped and relname in (select placed.relname from public.placed_tables() as placed)
  ) as columns
  where places <> 2;
  if part.string_agg is not null then
    raise exception 'the schema % differs in %', name, part.string_agg;
  end if;
end
$$;

alter function secure_table(text, text, text) owner to netvexa_migrator;
revoke all on function secure_table(text, text, text), align_tenant_schema(text) from public;

-- The statistics of an index are kept beside it, wherever that is.
create or replace function count_indexed_chunks() returns trigger
language plpgsql
set search_path = pg_catalog, public
as $$
begin
  perform set_config('search_path', format('pg_catalog, %I, public', tg_table_schema), true);
  insert into index_stat as stat (tenant_id, agent_id, chunks)
  select tenant_id, agent_id, count(*) from changed group by tenant_id, agent_id order by tenant_id, agent_id
  on conflict (tenant_id, agent_id) do update set chunks = stat.chunks + excluded.chunks;

  insert into term_stat as stat (tenant_id, agent_id, kind, term, chunks)
  select tenant_id, agent_id, body.kind, term, count(*)
  from changed
  cross join lateral (values (1::smallint, words::text), (2::smallint, grams::text)) as body (kind, terms)
  cross join lateral sparse_terms(body.terms) as term
  group by tenant_id, agent_id, body.kind, term
  order by tenant_id, agent_id, body.kind, term
  on conflict (tenant_id, agent_id, kind, term) do update set chunks = stat.chunks + excluded.chunks;
  return null;
end
$$;

create or replace function uncount_indexed_chunks() returns trigger
language plpgsql
set search_path = pg_catalog, public
as $$
begin
  perform set_config('search_path', format('pg_catalog, %I, public', tg_table_schema), true);
  -- No row is left to update once the agent itself is gone.
  update index_stat as stat set chunks = stat.chunks - gone.chunks
  from (select tenant_id, agent_id, count(*) as chunks from changed group by tenant_id, agent_id) as gone
  where stat.tenant_id = gone.tenant_id and stat.agent_id = gone.agent_id;

  merge into term_stat as stat
  using (
    select tenant_id, agent_id, body.kind, term, count(*) as chunks
    from changed
    cross join lateral (values (1::smallint, words::text), (2::smallint, grams::text)) as body (kind, terms)
    cross join lateral sparse_terms(body.terms) as term
    group by tenant_id, agent_id, body.kind, term
  ) as gone
  on stat.tenant_id = gone.tenant_id and stat.agent_id = gone.agent_id
    and stat.kind = gone.kind and stat.term = gone.term
  when matched and stat.chunks <= gone.chunks then delete
  when matched then update set chunks = stat.chunks - gone.chunks;
  return null;
end
$$;

create or replace function drop_term_stat() returns trigger
language plpgsql
set search_path = pg_catalog, public
as $$
begin
  perform set_config('search_path', format('pg_catalog, %I, public', tg_table_schema), true);
  delete from term_stat where tenant_id = old.tenant_id and agent_id = old.agent_id;
  return null;
end
$$;

select secure_tables();
