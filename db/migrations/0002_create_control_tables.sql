-- The control plane: who may sign in, which tenants exist, and where an agent's tenant is found.
create table auth_user (
  id text primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table auth_session (
  id text primary key,
  user_id text not null references auth_user (id) on delete cascade,
  token text not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  active_tenant_id text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index auth_session_user on auth_session (user_id);

create table auth_account (
  id text primary key,
  user_id text not null references auth_user (id) on delete cascade,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (provider_id, account_id)
);
create index auth_account_user on auth_account (user_id);

create table auth_verification (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index auth_verification_identifier on auth_verification (identifier);

create table tenant (
  id text primary key,
  name text not null,
  slug text not null unique,
  logo text,
  metadata text,
  plan text not null default 'starter' check (plan in ('starter', 'growth', 'professional', 'business')),
  placement text not null default 'shared' check (placement in ('shared', 'schema', 'database')),
  created_at timestamptz not null default now()
);

create table member (
  id text primary key,
  tenant_id text not null references tenant (id) on delete cascade,
  user_id text not null references auth_user (id) on delete cascade,
  role text not null default 'member',
  created_at timestamptz not null default now(),
  unique (tenant_id, user_id)
);
create index member_user on member (user_id);

create table invitation (
  id text primary key,
  tenant_id text not null references tenant (id) on delete cascade,
  email text not null,
  role text,
  status text not null default 'pending',
  inviter_id text not null references auth_user (id) on delete cascade,
  expires_at timestamptz not null,
  created_at timestamptz not null default now()
);
create index invitation_tenant on invitation (tenant_id);
create index invitation_email on invitation (email);

create table api_key (
  id text primary key,
  tenant_id text not null references tenant (id) on delete cascade,
  name text not null,
  prefix text not null,
  hash text not null unique,
  scopes text[] not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index api_key_tenant on api_key (tenant_id);

create table agent_directory (
  agent_id text primary key,
  tenant_id text not null references tenant (id) on delete cascade
);
create index agent_directory_tenant on agent_directory (tenant_id);

grant select, insert, update, delete on
  auth_user, auth_session, auth_account, auth_verification, tenant, member, invitation, api_key, agent_directory
to netvexa_control;
