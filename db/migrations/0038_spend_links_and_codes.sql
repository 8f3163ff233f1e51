-- What signs in once does so no second time, and not after what it stands for has changed.

-- A new password takes back what was given out under the old one: other reset links, and sign-ins that wait for their
-- second factor. In the transaction of the change, so that of two links used at one moment one alone is good.
create function end_open_verifications() returns trigger
language plpgsql
set search_path = pg_catalog, public
as $$
begin
  delete from public.auth_verification where value = new.user_id;
  return null;
end
$$;

create index auth_verification_value on auth_verification (value);

create trigger end_open_verifications after update on auth_account
  for each row when (old.password is distinct from new.password)
  execute function end_open_verifications();

alter function end_open_verifications() owner to netvexa_migrator;

-- The step of time that the last accepted code of the authenticator was of; no code of it or of an earlier one is taken.
alter table auth_two_factor add column last_step integer not null default 0;
