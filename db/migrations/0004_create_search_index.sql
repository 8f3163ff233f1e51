-- The search index: one row for each chunk, its BM25 impacts and its vector side by side, and beside them
-- in how many chunks of the agent each term occurs. See db/src/search/DESIGN.md.
create extension if not exists vector;

-- One row for each agent. Whoever changes the index of an agent locks it first, so writers wait for each
-- other and never deadlock over the terms that they share.
create table index_stat (
  tenant_id text not null,
  agent_id text not null,
  chunks integer not null default 0 check (chunks >= 0),
  primary key (tenant_id, agent_id),
  foreign key (tenant_id, agent_id) references agent (tenant_id, id) on delete cascade
);

-- Kept by the triggers below. It references nothing: a check for each of a passage's hundreds of terms
-- would cost more than the rest of the write.
create table term_stat (
  tenant_id text not null,
  agent_id text not null,
  kind smallint not null check (kind in (1, 2)),
  term integer not null check (term > 0),
  chunks integer not null check (chunks > 0),
  primary key (tenant_id, agent_id, kind, term)
) with (fillfactor = 80);

create table chunk_index (
  tenant_id text not null,
  agent_id text not null,
  chunk_id text not null,
  document_id text not null,
  embedding_model text not null,
  words sparsevec(536870912) not null,
  grams sparsevec(536870912) not null,
  -- Without a fixed size: agents differ in their model. A zero vector has no direction to compare.
  embedding vector not null check (vector_norm(embedding) > 0),
  primary key (tenant_id, chunk_id),
  foreign key (tenant_id, chunk_id) references chunk (tenant_id, id) on delete cascade
);
create index chunk_index_agent on chunk_index (tenant_id, agent_id);
create index chunk_index_document on chunk_index (tenant_id, document_id);
-- A search reads every row of the agent: kept inside the page, a row costs no second look-up.
alter table chunk_index set (toast_tuple_target = 8160);

-- Terms of index rows given as text of `sparsevec`, which has no other way to be taken apart: {term:impact,…}/size
create function sparse_terms(body text) returns setof integer
language sql immutable strict parallel safe
set search_path = pg_catalog
as $$
  select split_part(entry, ':', 1)::integer
  from string_to_table(substr(body, 2, position('}' in body) - 2), ',') as entry
  where entry <> ''
$$;

create function count_indexed_chunks() returns trigger
language plpgsql
set search_path = pg_catalog, public
as $$
begin
  insert into index_stat as stat (tenant_id, agent_id, chunks)
  select tenant_id, agent_id, count(*) from changed group by tenant_id, agent_id order by tenant_id, agent_id
  on conflict (tenant_id, agent_id) do update set chunks = stat.chunks + excluded.chunks;

  insert into term_stat as stat (tenant_id, agent_id, kind, term, chunks)
  select tenant_id, agent_id, body.kind, term, count(*)
  from changed
  cross join lateral (values (1::smallint, words::text), (2::smallint, grams::text)) as body (kind, terms)
  cross join lateral sparse_terms(body.terms) as term
  group by tenant_id, agent_id, body.kind, term
  order by tenant_id, agent_id, body.kind, term
  on conflict (tenant_id, agent_id, kind, term) do update set chunks = stat.chunks + excluded.chunks;
  return null;
end
$$;

create function uncount_indexed_chunks() returns trigger
language plpgsql
set search_path = pg_catalog, public
as $$
begin
  -- No row is left to update once the agent itself is gone.
  update index_stat as stat set chunks = stat.chunks - gone.chunks
  from (select tenant_id, agent_id, count(*) as chunks from changed group by tenant_id, agent_id) as gone
  where stat.tenant_id = gone.tenant_id and stat.agent_id = gone.agent_id;

  merge into term_stat as stat
  using (
    select tenant_id, agent_id, body.kind, term, count(*) as chunks
    from changed
    cross join lateral (values (1::smallint, words::text), (2::smallint, grams::text)) as body (kind, terms)
    cross join lateral sparse_terms(body.terms) as term
    group by tenant_id, agent_id, body.kind, term
  ) as gone
  on stat.tenant_id = gone.tenant_id and stat.agent_id = gone.agent_id
    and stat.kind = gone.kind and stat.term = gone.term
  when matched and stat.chunks <= gone.chunks then delete
  when matched then update set chunks = stat.chunks - gone.chunks;
  return null;
end
$$;

create function drop_term_stat() returns trigger
language plpgsql
set search_path = pg_catalog, public
as $$
begin
  delete from term_stat where tenant_id = old.tenant_id and agent_id = old.agent_id;
  return null;
end
$$;

create trigger chunk_index_added after insert on chunk_index
  referencing new table as changed for each statement execute function count_indexed_chunks();
create trigger chunk_index_removed after delete on chunk_index
  referencing old table as changed for each statement execute function uncount_indexed_chunks();
create trigger index_stat_removed after delete on index_stat
  for each row execute function drop_term_stat();

-- Rows are immutable: an update would slip past the counts.
create function refuse_update() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are replaced, not updated', tg_table_name;
end
$$;
create trigger chunk_index_immutable before update on chunk_index
  for each statement execute function refuse_update();
