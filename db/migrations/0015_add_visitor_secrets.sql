-- What a customer's server signs its visitors with. The secret lies here sealed, under a key that no database holds.
create table visitor_secret (
  tenant_id text not null,
  id text not null,
  agent_id text not null,
  prefix text not null,
  sealed text not null,
  created_at timestamptz not null default now(),
  -- Set by a rotation, when the overlap with the next one ends, or by a revocation.
  ends_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, agent_id) references agent (tenant_id, id) on delete cascade
);
create index visitor_secret_agent on visitor_secret (tenant_id, agent_id, created_at desc);

-- While it is set nobody chats with the tenant's agents.
alter table tenant add column frozen_at timestamptz;

select secure_tables();
