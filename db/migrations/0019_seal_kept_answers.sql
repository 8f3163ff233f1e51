-- Kept answers are sealed, so what they tell of has to be found without reading them.
alter table idempotency add column conversation_ids text[] not null default '{}';

select secure_tables();
