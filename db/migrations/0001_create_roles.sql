-- The three roles of the system. None can log in: whoever connects steps down to one of them inside each transaction.
do $$
declare
  role_name text;
begin
  foreach role_name in array array['netvexa_migrator', 'netvexa_runtime', 'netvexa_control'] loop
    if not exists (select from pg_roles where rolname = role_name) then
      execute format('create role %I nologin', role_name);
    end if;
    -- Without membership the deploying user could neither hand tables over nor step down. A role may not be
    -- a member of itself, and a superuser needs no grant.
    if current_user <> role_name and not (select rolsuper from pg_roles where rolname = current_user) then
      execute format('grant %I to current_user', role_name);
    end if;
  end loop;
end
$$;

revoke all on schema public from public;
grant usage, create on schema public to netvexa_migrator;
grant usage on schema public to netvexa_runtime, netvexa_control;
