-- A search reads words and vector of every row of the agent, but grams of a few hundred only. Kept beside the row, grams
-- leave room for two rows in a page, and a search reads half the pages. The short columns stay in any case: whatever else
-- may leave a row that is still too long would cost a look-up for each row. Rows written before stay as they are.
do $$
declare
  place regclass;
begin
  for place in
    select oid from pg_class
    where relname = 'chunk_index' and relkind = 'r'
      and (relnamespace = 'public'::regnamespace or relnamespace::regnamespace::text ~ '^netvexa_t_[0-9a-f]{20}$')
  loop
    execute format(
      'alter table %s
        alter column tenant_id set storage plain, alter column agent_id set storage plain,
        alter column chunk_id set storage plain, alter column document_id set storage plain,
        alter column embedding_model set storage plain,
        alter column words set storage main, alter column embedding set storage main,
        alter column grams set storage external,
        set (toast_tuple_target = 4080)',
      place
    );
  end loop;
end
$$;
