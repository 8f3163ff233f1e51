-- Keys lie here wrapped: a tenant's by the key service, a conversation's by its tenant's.
create table tenant_key (
  tenant_id text not null,
  purpose text not null check (purpose in ('seal', 'index')),
  version integer not null check (version > 0),
  wrapped text not null,
  kms_key_id text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, purpose, version)
);

create table conversation_key (
  tenant_id text not null,
  conversation_id text not null,
  key_id text not null,
  wrapped text not null,
  tenant_key_version integer not null check (tenant_key_version > 0),
  created_at timestamptz not null default now(),
  primary key (tenant_id, conversation_id),
  unique (tenant_id, key_id),
  foreign key (tenant_id, conversation_id) references conversation (tenant_id, id) on delete cascade
);
create index conversation_key_version on conversation_key (tenant_id, tenant_key_version);

-- A keyed digest of the address in a lead's sealed fields: finds a person's conversations, names nobody.
alter table lead add column email_index text;
create index lead_email on lead (tenant_id, email_index) where email_index is not null;
create index conversation_visitor on conversation (tenant_id, visitor_id);

select secure_tables();
