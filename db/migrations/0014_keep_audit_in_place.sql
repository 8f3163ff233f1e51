-- How often a caller was refused of late is counted at each refusal.
create index audit_event_refused on audit_event (tenant_id, actor_id, at) where action = 'access.refused';

-- The log stays where it is when a tenant moves to a schema of its own, so the control plane writes to it there.
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
begin
  perform set_config('app.tenant_id', event_tenant, true);
  insert into public.audit_event (tenant_id, id, at, actor_kind, actor_id, action, target_kind, target_id, detail)
    values (event_tenant, event_id, event_at, event_actor_kind, event_actor_id, event_action, event_target_kind,
      event_target_id, event_detail);
  perform set_config('app.tenant_id', former, true);
end
$$;
