/** Everything that is written down. */
export const AUDIT_ACTIONS = [
  "agent.create",
  "agent.update",
  "agent.publish",
  "agent.delete",
  "source.create",
  "source.complete",
  "source.sync",
  "source.delete",
  "visitor.erase",
  "visitor.export",
  "encryption.rotate",
  "key.create",
  "key.rotate",
  "key.revoke",
  "member.invite",
  "member.join",
  "member.role",
  "member.remove",
  "invitation.revoke",
  "owner.transfer",
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];
