-- Second factors, counted attempts, and members with the six roles of the permission table.
alter table auth_user add column two_factor_enabled boolean not null default false;

create table auth_two_factor (
  id text primary key,
  user_id text not null unique references auth_user (id) on delete cascade,
  secret text not null,
  backup_codes text not null,
  verified boolean not null default true,
  failed_verification_count integer not null default 0,
  locked_until timestamptz
);

-- `key` is a keyed hash of the account or address, so the table names nobody.
create table auth_attempt (
  key text primary key,
  count integer not null,
  window_ends_at timestamptz not null
);
create index auth_attempt_window on auth_attempt (window_ends_at);

update member set role = 'viewer' where role not in ('owner', 'admin', 'editor', 'operator', 'viewer', 'billing');
alter table member alter column role set default 'viewer';
alter table member add constraint member_role_known
  check (role in ('owner', 'admin', 'editor', 'operator', 'viewer', 'billing'));

-- The hash of the secret in the invitation's mail; one that has none can no longer be accepted.
alter table invitation add column token_hash text unique;

grant select, insert, update, delete on auth_two_factor, auth_attempt to netvexa_control;

select secure_tables();
