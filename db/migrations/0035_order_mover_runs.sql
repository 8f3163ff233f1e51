-- What a mover had sent before it died may arrive late, even after the next one is done. Runs have names that sort, and each
-- place knows the last one that worked on it: an earlier one is turned away.
alter table tenant_placement add column last_run text collate "C" not null default '';
