-- A move copies beside the writers; what they change meanwhile is written down, so that the last part of the move,
-- under a pause, is as long as the changes and not as long as the tables.
alter table tenant_placement
  -- Runs of the mover: the one for which changes are written down here, the one that holds the writers, and the one
  -- that may write a copy here which nobody uses yet.
  add column logged_by text,
  add column paused_by text,
  add column filled_by text;

alter table tenant_move
  -- Each call of the mover is a run; a later one takes over, and the former stops at its next step.
  add column run text not null default '',
  drop constraint tenant_move_step_check,
  add constraint tenant_move_step_check check (
    step in ('prepare', 'copy', 'catch_up', 'verify', 'pause', 'switch', 'kept', 'done', 'cancelled'));

-- Which rows changed, not how: whoever reads it looks at the rows as they are by then.
create table placement_change (
  seq bigint generated always as identity primary key,
  -- The tenant's.
  id text not null,
  table_name text not null,
  -- The primary key as a JSON array of texts.
  key text not null
);
create index placement_change_tenant on placement_change (id, seq);

-- True while the mover writes a copy that nobody uses yet.
create function is_copying() returns boolean
language sql stable
set search_path = pg_catalog
as $$
  select current_setting('app.is_copying', true) = 'on' and current_setting('role') = 'netvexa_migrator'
$$;

create function log_placement_change() returns trigger
language plpgsql security definer
set search_path = pg_catalog
as $$
declare
  tenant constant text := nullif(current_setting('app.tenant_id', true), '');
  -- Of a changed key both the old and the new one are looked at.
  rows constant text := case tg_op
    when 'UPDATE' then '(select * from changed union all select * from former)' else 'changed' end;
begin
  -- Who works without a tenant, as a migration does, may touch the rows of any.
  if not exists (select from public.tenant_placement where logged_by is not null and (id = tenant or tenant is null)) then
    return null;
  end if;
  execute format(
    'insert into public.placement_change (id, table_name, key)
      select place.id, %L, jsonb_build_array(%s)::text from %s as item
      join public.tenant_placement place on place.id = item.tenant_id
      where place.logged_by is not null and (%L or %L = case place.kind when ''schema'' then place.ref else ''public'' end)',
    tg_table_name, tg_argv[0], rows, tg_table_name = any (public.append_only_tables()), tg_table_schema
  );
  return null;
end
$$;

-- Tables that triggers keep from the rows of others: a copy keeps its own.
create function derived_tables() returns text[]
language sql immutable
as $$
  select array['index_stat', 'term_stat']
$$;

create function log_table_changes(in_schema text, table_name text) returns void
language plpgsql
set search_path = pg_catalog
as $$
declare
  place constant text := format('%I.%I', in_schema, table_name);
  -- As `item."tenant_id"::text, item."id"::text`, in the order of the primary key.
  keys text;
begin
  if table_name = any (public.derived_tables()) then
    return;
  end if;
  select string_agg(format('item.%I::text', attname), ', ' order by at) into keys
  from pg_constraint, unnest(conkey) with ordinality as part (attnum, at)
  join pg_attribute on pg_attribute.attnum = part.attnum
  -- The shared table has the same key, and has it earlier.
  where conrelid = format('public.%I', table_name)::regclass and contype = 'p' and attrelid = conrelid;

  execute format(
    'create or replace trigger placement_log_insert after insert on %s referencing new table as changed
      for each statement when (not public.is_copying()) execute function public.log_placement_change(%L)', place, keys);
  execute format(
    'create or replace trigger placement_log_update after update on %s referencing old table as former new table as changed
      for each statement when (not public.is_copying()) execute function public.log_placement_change(%L)', place, keys);
  execute format(
    'create or replace trigger placement_log_delete after delete on %s referencing old table as changed
      for each statement when (not public.is_copying()) execute function public.log_placement_change(%L)', place, keys);
end
$$;

alter function secure_table(text, text, text) rename to secure_rows_of_table;

create function secure_table(in_schema text, table_name text, to_role text) returns void
language plpgsql
set search_path = pg_catalog
as $$
begin
  perform public.secure_rows_of_table(in_schema, table_name, to_role);
  perform public.log_table_changes(in_schema, table_name);
end
$$;

-- Nothing is left of an agent without passages, so that copies which came about in another order are the same.
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

  delete from index_stat as stat
  using (select distinct tenant_id, agent_id from changed) as gone
  where stat.tenant_id = gone.tenant_id and stat.agent_id = gone.agent_id and stat.chunks <= 0;
  return null;
end
$$;

-- Ahead of whatever touches a copy that nobody should be using. Whoever opens a place to the tenant waits for this lock.
create function refuse_home(place text) returns void
language plpgsql
set search_path = pg_catalog
as $$
begin
  perform pg_advisory_xact_lock_shared(hashtextextended(current_setting('app.tenant_id'), 6));
  if (select state.place from public.placement_state() as state) = place then
    raise exception 'the tenant lives here' using errcode = 'NV003';
  end if;
end
$$;

-- A run that was overtaken writes no more: what it read may be older than what the next one has written.
create function fill_copy(place text, run text) returns void
language plpgsql
set search_path = pg_catalog
as $$
begin
  perform public.refuse_home(place);
  if not exists (
    select from public.tenant_placement where id = current_setting('app.tenant_id') and filled_by = run) then
    raise exception 'another run of the mover has taken over' using errcode = 'NV003';
  end if;
end
$$;

-- Schema and role are gone with all that they hold. Called by who may drop roles.
create function drop_tenant_schema(name text) returns void
language plpgsql
set search_path = pg_catalog
as $$
begin
  if name !~ '^netvexa_t_[0-9a-f]{20}$' then
    raise exception 'not the name of a tenant''s schema: %', name;
  end if;
  execute format('drop schema if exists %I cascade', name);
  if exists (select from pg_roles where rolname = name) then
    execute format('drop owned by %I', name);
    execute format('drop role %I', name);
  end if;
end
$$;

alter function is_copying() owner to netvexa_migrator;
alter function derived_tables() owner to netvexa_migrator;
alter function log_placement_change() owner to netvexa_migrator;
alter function log_table_changes(text, text) owner to netvexa_migrator;
alter function refuse_home(text) owner to netvexa_migrator;
alter function fill_copy(text, text) owner to netvexa_migrator;
alter function secure_table(text, text, text) owner to netvexa_migrator;
revoke all on function log_placement_change(), log_table_changes(text, text), secure_table(text, text, text), refuse_home(text),
  fill_copy(text, text), drop_tenant_schema(text) from public;

select secure_tables();
