-- How a person signs in belongs to no tenant, but each tenant that lets the person in lives with it: whoever runs one wants
-- to see that a member's second factor went off. Written by triggers, in the transaction of the change, whoever makes it.
create function note_sign_in_change(changed_user text, change text) returns void
language plpgsql
set search_path = pg_catalog, public
as $$
declare
  tenant_of_member text;
begin
  -- In one order everywhere, so that two changes cannot wait for each other.
  for tenant_of_member in select tenant_id from public.member where user_id = changed_user order by tenant_id loop
    perform public.add_audit_event(
      tenant_of_member,
      'evt_' || (
        select string_agg(substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + (get_byte(random_bytes, place) & 31), 1), '')
        from sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')) as random_bytes,
          generate_series(0, 25) as place
      ),
      now(), 'user', changed_user, change, 'user', changed_user, '{}'
    );
  end loop;
end
$$;

create function note_second_factor() returns trigger
language plpgsql
set search_path = pg_catalog, public
as $$
begin
  perform public.note_sign_in_change(
    new.id,
    case when new.two_factor_enabled then 'account.second_factor_on' else 'account.second_factor_off' end
  );
  return null;
end
$$;

create function note_password() returns trigger
language plpgsql
set search_path = pg_catalog, public
as $$
begin
  perform public.note_sign_in_change(new.user_id, 'account.password_change');
  return null;
end
$$;

-- The codes are sealed, but a list from which one was taken is shorter than before, and a new one is not.
create function note_recovery_codes() returns trigger
language plpgsql
set search_path = pg_catalog, public
as $$
begin
  perform public.note_sign_in_change(
    new.user_id,
    case when length(new.backup_codes) < length(old.backup_codes)
      then 'account.recovery_code_use' else 'account.recovery_codes_renew' end
  );
  return null;
end
$$;

create function note_passkey() returns trigger
language plpgsql
set search_path = pg_catalog, public
as $$
begin
  if tg_op = 'INSERT' then
    perform public.note_sign_in_change(new.user_id, 'account.passkey_add');
  else
    perform public.note_sign_in_change(old.user_id, 'account.passkey_remove');
  end if;
  return null;
end
$$;

create trigger note_second_factor after update on auth_user
  for each row when (old.two_factor_enabled is distinct from new.two_factor_enabled)
  execute function note_second_factor();

create trigger note_password after update on auth_account
  for each row when (old.password is distinct from new.password)
  execute function note_password();

create trigger note_recovery_codes after update on auth_two_factor
  for each row when (old.verified and new.verified and old.backup_codes is distinct from new.backup_codes)
  execute function note_recovery_codes();

create trigger note_passkey after insert or delete on auth_passkey
  for each row execute function note_passkey();

alter function note_sign_in_change(text, text) owner to netvexa_migrator;
alter function note_second_factor() owner to netvexa_migrator;
alter function note_password() owner to netvexa_migrator;
alter function note_recovery_codes() owner to netvexa_migrator;
alter function note_passkey() owner to netvexa_migrator;
revoke all on function note_sign_in_change(text, text) from public;
grant execute on function note_sign_in_change(text, text) to netvexa_control;
