-- The tenant plane. Keys and references begin with tenant_id: checks of foreign keys ignore row security,
-- so only a composite reference keeps a child from naming another tenant's parent.
create table agent (
  tenant_id text not null,
  id text not null,
  settings jsonb not null,
  version integer not null default 1 check (version > 0),
  draft jsonb,
  embedding_model text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create index agent_created on agent (tenant_id, created_at desc, id);

create table agent_version (
  tenant_id text not null,
  agent_id text not null,
  version integer not null check (version > 0),
  settings jsonb not null,
  published_at timestamptz not null default now(),
  primary key (tenant_id, agent_id, version),
  foreign key (tenant_id, agent_id) references agent (tenant_id, id) on delete cascade
);

create table source (
  tenant_id text not null,
  id text not null,
  agent_id text not null,
  kind text not null check (kind in ('documents', 'url', 'file', 'qa')),
  name text not null,
  status text not null check (status in ('awaiting_upload', 'queued', 'processing', 'ready', 'failed')),
  revision integer not null default 1 check (revision > 0),
  input_key text not null,
  content_type text,
  size_bytes bigint check (size_bytes >= 0),
  url text,
  documents integer not null default 0 check (documents >= 0),
  chunks integer not null default 0 check (chunks >= 0),
  progress_done integer not null default 0 check (progress_done >= 0),
  progress_total integer not null default 0 check (progress_total >= 0),
  problem_code text,
  problem_detail text,
  failures jsonb not null default '[]',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, agent_id) references agent (tenant_id, id) on delete cascade
);
create index source_agent on source (tenant_id, agent_id, created_at desc, id);

create table document (
  tenant_id text not null,
  id text not null,
  source_id text not null,
  agent_id text not null,
  external_id text not null,
  title text not null,
  url text,
  content_hash text not null,
  chunks integer not null default 0 check (chunks >= 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, source_id, external_id),
  foreign key (tenant_id, source_id) references source (tenant_id, id) on delete cascade
);
create index document_agent on document (tenant_id, agent_id);

create table chunk (
  tenant_id text not null,
  id text not null,
  document_id text not null,
  source_id text not null,
  agent_id text not null,
  position integer not null check (position >= 0),
  heading text,
  text text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, document_id) references document (tenant_id, id) on delete cascade
);
create index chunk_document on chunk (tenant_id, document_id, position);
create index chunk_source on chunk (tenant_id, source_id);
create index chunk_agent on chunk (tenant_id, agent_id);

create table conversation (
  tenant_id text not null,
  id text not null,
  agent_id text not null,
  agent_version integer not null check (agent_version > 0),
  visitor_id text not null,
  channel text not null check (channel in ('widget', 'api', 'playground')),
  mode text not null default 'bot' check (mode in ('bot', 'waiting', 'human', 'closed')),
  title text not null default '',
  messages integer not null default 0 check (messages >= 0),
  started_at timestamptz not null default now(),
  last_message_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, agent_id) references agent (tenant_id, id) on delete cascade
);
create index conversation_latest on conversation (tenant_id, last_message_at desc, id);
create index conversation_agent on conversation (tenant_id, agent_id, last_message_at desc, id);

create table message (
  tenant_id text not null,
  conversation_id text not null,
  id text not null,
  seq integer not null check (seq > 0),
  role text not null check (role in ('visitor', 'agent', 'operator')),
  text text not null,
  citations jsonb not null default '[]',
  made jsonb,
  reason text check (reason in ('complete', 'stopped', 'interrupted', 'handoff')),
  client_id text,
  reply_to text,
  at timestamptz not null default now(),
  primary key (tenant_id, conversation_id, id),
  unique (tenant_id, conversation_id, seq),
  foreign key (tenant_id, conversation_id) references conversation (tenant_id, id) on delete cascade
);

create table feedback (
  tenant_id text not null,
  conversation_id text not null,
  message_id text not null,
  rating text not null check (rating in ('up', 'down')),
  comment text,
  at timestamptz not null default now(),
  primary key (tenant_id, conversation_id, message_id),
  foreign key (tenant_id, conversation_id, message_id)
    references message (tenant_id, conversation_id, id) on delete cascade
);

create table lead (
  tenant_id text not null,
  id text not null,
  agent_id text not null,
  conversation_id text not null,
  fields jsonb not null,
  at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, agent_id) references agent (tenant_id, id) on delete cascade,
  foreign key (tenant_id, conversation_id) references conversation (tenant_id, id) on delete cascade
);
create index lead_latest on lead (tenant_id, at desc, id);
create index lead_conversation on lead (tenant_id, conversation_id);

create table idempotency (
  tenant_id text not null,
  route text not null,
  key text not null,
  body_hash text not null,
  status integer,
  response jsonb,
  created_at timestamptz not null default now(),
  primary key (tenant_id, route, key)
);
create index idempotency_created on idempotency (tenant_id, created_at);
