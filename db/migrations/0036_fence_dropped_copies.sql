-- While a copy is being deleted nobody moves the tenant into it: the deletion may still be under way, or be repeated.
alter table tenant_move
  drop constraint tenant_move_step_check,
  add constraint tenant_move_step_check check (
    step in ('prepare', 'copy', 'catch_up', 'verify', 'pause', 'switch', 'kept', 'dropping', 'done', 'cancelled'));

-- A copy is cleared by the last run that worked on it, and never where the tenant lives.
create function clear_copy(place text, run text) returns void
language plpgsql
set search_path = pg_catalog
as $$
begin
  perform public.refuse_home(place);
  if exists (
    select from public.tenant_placement
    where id = current_setting('app.tenant_id') and last_run > (run collate "C")) then
    raise exception 'another run of the mover has taken over' using errcode = 'NV003';
  end if;
end
$$;

alter function clear_copy(text, text) owner to netvexa_migrator;
revoke all on function clear_copy(text, text) from public;
