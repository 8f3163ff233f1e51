-- A temporary table lives as long as its connection and comes first in every search path: on a pooled connection the next
-- borrower's names would lead to it. No role of ours needs one.
do $$
begin
  execute format('revoke temporary on database %I from public', current_database());
end
$$;
