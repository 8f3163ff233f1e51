-- Keys that reach some agents only, and that overlap with their successor for a while after a rotation.
alter table api_key
  add column agents text[],
  add column previous_hash text unique,
  add column previous_until timestamptz,
  add check ((previous_hash is null) = (previous_until is null));

-- The pairs that sign access tokens; the private half is sealed under a key that no database holds.
create table signing_key (
  id text primary key,
  public_jwk jsonb not null,
  sealed_private text not null,
  created_at timestamptz not null
);
create index signing_key_created on signing_key (created_at);

grant select, insert, update, delete on signing_key to netvexa_control;

select secure_tables();
