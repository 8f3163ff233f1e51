-- Tables of a tenant's own schema follow the shared ones by themselves; rows do not. A migration that changes rows says
-- so through `change_rows`, which runs for each tenant of the shared tables now and for the others when their turn comes.
create table row_change (
  seq bigint generated always as identity primary key,
  -- One statement, which names tables without their schema and runs under row security of one tenant.
  body text not null,
  added_at timestamptz not null default now()
);

-- The last row change that a schema has seen.
alter table tenant_placement add column row_change bigint not null default 0;

grant select on row_change to netvexa_control;

create function change_rows(body text) returns void
language plpgsql
set search_path = pg_catalog, public
as $$
declare
  former constant text := current_setting('role');
  each_tenant text;
begin
  perform set_config('role', 'netvexa_migrator', true);
  insert into row_change (body) values (change_rows.body);
  -- A tenant's own database knows the tenant by its placement only.
  for each_tenant in select id from tenant union select id from tenant_placement where kind = 'shared' loop
    perform set_config('app.tenant_id', each_tenant, true);
    execute change_rows.body;
  end loop;
  perform set_config('app.tenant_id', '', true);
  perform set_config('role', former, true);
end
$$;

-- For one schema, in one transaction: what it has not seen yet, in order.
create function repeat_row_changes(tenant text) returns void
language plpgsql
set search_path = pg_catalog
as $$
declare
  place record;
  change record;
begin
  select * into strict place from public.tenant_placement where id = tenant and kind = 'schema';
  perform set_config('app.tenant_id', tenant, true);
  perform set_config('search_path', format('%I, public', place.ref), true);
  for change in select seq, body from public.row_change where seq > place.row_change order by seq loop
    execute change.body;
    update public.tenant_placement set row_change = change.seq where id = tenant;
  end loop;
end
$$;

alter function change_rows(text) owner to netvexa_migrator;
alter function repeat_row_changes(text) owner to netvexa_migrator;
revoke all on function change_rows(text), repeat_row_changes(text) from public;

select secure_tables();
