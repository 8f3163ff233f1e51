-- What a deletion leaves outside of the database: written down in its transaction, and struck out once it is gone there too.
create table leftover (
  tenant_id text not null,
  -- A `door` is a removed agent's, a `room` one behind it; a `folder` holds the files of a removed source.
  kind text not null check (kind in ('door', 'room', 'folder')),
  -- The agent, the conversation, or the folder's path.
  name text not null,
  agent_id text not null,
  -- Something may still come up again until then, so that it has to be removed once more.
  ends_at timestamptz not null,
  primary key (tenant_id, kind, name)
);

-- A workspace that was erased, for as long as an upload that it began may still end: no tenant is left to hold the note.
create table erased_workspace (
  id text primary key,
  ends_at timestamptz not null
);
grant select, insert, update, delete on erased_workspace to netvexa_control;

select secure_tables();
