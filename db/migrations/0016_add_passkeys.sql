-- Passkeys, and members whose rights rest for a while.
create table auth_passkey (
  id text primary key,
  user_id text not null references auth_user (id) on delete cascade,
  name text,
  public_key text not null,
  credential_id text not null unique,
  counter integer not null,
  device_type text not null,
  backed_up boolean not null,
  transports text,
  aaguid text,
  created_at timestamptz not null default now()
);
create index auth_passkey_user on auth_passkey (user_id);

alter table member
  add column suspended_at timestamptz,
  add check (suspended_at is null or role <> 'owner');

grant select, insert, update, delete on auth_passkey to netvexa_control;

select secure_tables();
