-- How often a caller was refused of late is counted at each refusal.
create index audit_event_refused on audit_event (tenant_id, actor_id, at) where action = 'access.refused';
