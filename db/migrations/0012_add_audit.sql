-- What was done in a tenant, by whom, in order. Rows are added and never changed; each carries the hash of the one before.
create table audit_event (
  tenant_id text not null,
  seq bigint not null check (seq > 0),
  id text not null,
  at timestamptz not null default now(),
  actor_kind text not null,
  actor_id text not null,
  action text not null,
  target_kind text not null,
  target_id text not null,
  detail jsonb not null,
  previous_hash text not null,
  hash text not null,
  primary key (tenant_id, seq),
  unique (tenant_id, id)
);
create index audit_event_action on audit_event (tenant_id, action, seq desc);
create index audit_event_actor on audit_event (tenant_id, actor_id, seq desc);

create function chain_audit_event() returns trigger
language plpgsql
set search_path = pg_catalog, public
as $$
declare
  last_event record;
begin
  -- The owner moves a tenant's rows as they are.
  if current_user = 'netvexa_migrator' and new.hash is not null then
    return new;
  end if;
  if concat(new.tenant_id, new.id, new.actor_kind, new.actor_id, new.action, new.target_kind, new.target_id) ~ '[\r\n]' then
    raise exception 'a name in an audit event holds a line break';
  end if;
  -- Held to the end of the transaction, so the chain of a tenant has one order: that of its commits.
  perform pg_advisory_xact_lock(hashtextextended('audit_event:' || new.tenant_id, 0));
  execute format('select seq, hash from %I.audit_event where tenant_id = $1 order by seq desc limit 1', tg_table_schema)
    into last_event using new.tenant_id;
  new.seq := coalesce(last_event.seq, 0) + 1;
  new.previous_hash := coalesce(last_event.hash, '');
  -- JSON comes last: it is the only field that could hold a line break.
  new.hash := encode(sha256(convert_to(concat_ws(
    E'\n', new.previous_hash, new.tenant_id, new.seq, new.id,
    to_char(new.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    new.actor_kind, new.actor_id, new.action, new.target_kind, new.target_id, new.detail
  ), 'UTF8')), 'hex');
  return new;
end
$$;

create trigger chain_audit_event before insert on audit_event
  for each row execute function chain_audit_event();

-- Grants already keep the runtime from it; this also holds where a grant comes back by mistake. A tenant that leaves
-- or moves takes its rows along, so the owner may delete.
create function refuse_audit_change() returns trigger
language plpgsql
set search_path = pg_catalog
as $$
begin
  if tg_op = 'DELETE' and current_user = 'netvexa_migrator' then
    return null;
  end if;
  raise exception 'audit events are not changed';
end
$$;

create trigger refuse_audit_change before update or delete on audit_event
  for each statement execute function refuse_audit_change();

-- The control plane changes keys and members in transactions that see no tenant table. This is its one way in:
-- it adds an event for the tenant that it names, and can neither read nor change any.
create function add_audit_event(
  event_tenant text, event_id text, event_at timestamptz, event_actor_kind text, event_actor_id text,
  event_action text, event_target_kind text, event_target_id text, event_detail jsonb
) returns void
language plpgsql
security definer
set search_path = pg_catalog, public
as $$
declare
  former constant text := coalesce(current_setting('app.tenant_id', true), '');
  place text;
begin
  perform set_config('app.tenant_id', event_tenant, true);
  select substr(state.place, 8) into place from placement_state() as state where state.place like 'schema:%';
  execute format(
    'insert into %I.audit_event (tenant_id, id, at, actor_kind, actor_id, action, target_kind, target_id, detail)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
    coalesce(place, 'public')
  ) using event_tenant, event_id, event_at, event_actor_kind, event_actor_id, event_action, event_target_kind, event_target_id, event_detail;
  perform set_config('app.tenant_id', former, true);
end
$$;

-- The one list of tables whose rows the runtime adds and reads but never changes.
create function append_only_tables() returns text[]
language sql immutable
as $$
  select array['audit_event']
$$;

alter function secure_tables() rename to secure_all_verbs;

create function secure_tables() returns void
language plpgsql
set search_path = pg_catalog, public
as $$
declare
  table_name text;
begin
  perform public.secure_all_verbs();
  foreach table_name in array public.append_only_tables() loop
    execute format('revoke update, delete on public.%I from netvexa_runtime', table_name);
  end loop;
end
$$;

alter function chain_audit_event() owner to netvexa_migrator;
alter function refuse_audit_change() owner to netvexa_migrator;
alter function add_audit_event(text, text, timestamptz, text, text, text, text, text, jsonb) owner to netvexa_migrator;
alter function append_only_tables() owner to netvexa_migrator;
alter function secure_tables() owner to netvexa_migrator;
revoke all on function secure_tables() from public;
revoke all on function add_audit_event(text, text, timestamptz, text, text, text, text, text, jsonb) from public;
grant execute on function add_audit_event(text, text, timestamptz, text, text, text, text, text, jsonb) to netvexa_control;

select secure_tables();
