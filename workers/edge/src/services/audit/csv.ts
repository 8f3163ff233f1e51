import type { AuditEvent } from "@netvexa/contract/http/audit";

export const AUDIT_COLUMNS = [
  "seq",
  "id",
  "at",
  "actor kind",
  "actor id",
  "action",
  "target kind",
  "target id",
  "detail",
  "previous hash",
  "hash",
] as const;

export function auditCells(event: AuditEvent): (string | number)[] {
  const { actor, target } = event;
  const named = [event.seq, event.id, event.at, actor.kind, actor.id, event.action, target.kind, target.id];
  return [...named, JSON.stringify(event.detail), event.previousHash, event.hash];
}
