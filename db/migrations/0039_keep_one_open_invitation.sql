-- Two invitations of one address that were made at the same moment both stayed open. The newest one stands, as it does when they
-- come one after the other.
delete from invitation old using invitation new
where old.status = 'pending' and new.status = 'pending'
  and new.tenant_id = old.tenant_id and lower(new.email) = lower(old.email)
  and (new.created_at, new.id) > (old.created_at, old.id);

create unique index invitation_open on invitation (tenant_id, lower(email)) where status = 'pending';
