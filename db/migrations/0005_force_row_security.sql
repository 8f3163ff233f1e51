-- Walks the catalogue instead of listing tables, so no table of the tenant plane can be forgotten.
-- A later migration that adds one ends with `select secure_tables();`.
create or replace function secure_tables() returns void
language plpgsql
set search_path = pg_catalog, public
as $$
declare
  item record;
  own_rows constant text := $expression$tenant_id = nullif(current_setting('app.tenant_id', true), '')$expression$;
  verb text;
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
    continue when not item.holds_tenant_rows;

    execute format('alter table public.%I enable row level security, force row level security', item.name);
    execute format('grant select, insert, update, delete on public.%I to netvexa_runtime', item.name);
    foreach verb in array array['select', 'insert', 'update', 'delete'] loop
      execute format('drop policy if exists %I on public.%I', 'tenant_' || verb, item.name);
      execute format(
        'create policy %I on public.%I for %s %s',
        'tenant_' || verb, item.name, verb,
        case verb
          when 'insert' then format('with check (%s)', own_rows)
          when 'update' then format('using (%s) with check (%s)', own_rows, own_rows)
          else format('using (%s)', own_rows)
        end
      );
    end loop;
  end loop;
end
$$;

alter function secure_tables() owner to netvexa_migrator;
revoke all on function secure_tables() from public;

select secure_tables();
