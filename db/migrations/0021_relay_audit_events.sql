-- The log of a tenant is one chain and lives where the tenant does. A transaction of the control plane cannot write into
-- another database, nor while writers are held: its events wait here, and are chained when somebody looks or the clock asks.
create table audit_relay (
  seq bigint generated always as identity primary key,
  tenant_id text not null,
  id text not null unique,
  at timestamptz not null,
  actor_kind text not null,
  actor_id text not null,
  action text not null,
  target_kind text not null,
  target_id text not null,
  detail jsonb not null
);
create index audit_relay_tenant on audit_relay (tenant_id, seq);
grant select, delete on audit_relay to netvexa_control;

create or replace function add_audit_event(
  event_tenant text, event_id text, event_at timestamptz, event_actor_kind text, event_actor_id text,
  event_action text, event_target_kind text, event_target_id text, event_detail jsonb
) returns void
language plpgsql
security definer
set search_path = pg_catalog, public
as $$
declare
  former constant text := coalesce(current_setting('app.tenant_id', true), '');
  is_elsewhere boolean;
begin
  -- As every writer of the tenant does: whoever pauses the tenant waits for this, and this sees the pause.
  perform pg_advisory_xact_lock_shared(hashtextextended(event_tenant, 6));
  select coalesce(bool_or(kind = 'database' or paused_until > clock_timestamp()), false) into is_elsewhere
  from tenant_placement where id = event_tenant;
  if is_elsewhere then
    insert into audit_relay (tenant_id, id, at, actor_kind, actor_id, action, target_kind, target_id, detail)
    values (event_tenant, event_id, event_at, event_actor_kind, event_actor_id, event_action, event_target_kind,
      event_target_id, event_detail);
    return;
  end if;
  perform set_config('app.tenant_id', event_tenant, true);
  insert into public.audit_event (tenant_id, id, at, actor_kind, actor_id, action, target_kind, target_id, detail)
    values (event_tenant, event_id, event_at, event_actor_kind, event_actor_id, event_action, event_target_kind,
      event_target_id, event_detail);
  perform set_config('app.tenant_id', former, true);
end
$$;

-- A tenant that had a database of its own before this wrote two chains. The events of the first one join the second.
do $$
declare
  moved text;
begin
  for moved in select id from tenant_placement where kind = 'database' loop
    perform set_config('app.tenant_id', moved, true);
    insert into audit_relay (tenant_id, id, at, actor_kind, actor_id, action, target_kind, target_id, detail)
    select tenant_id, id, at, actor_kind, actor_id, action, target_kind, target_id, detail
    from audit_event where tenant_id = moved order by seq;
    perform set_config('role', 'netvexa_migrator', true);
    delete from audit_event where tenant_id = moved;
    perform set_config('role', 'none', true);
  end loop;
  perform set_config('app.tenant_id', '', true);
end
$$;

select secure_tables();
