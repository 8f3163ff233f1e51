import type { ApiKeyScope } from "@netvexa/contract/http/api-keys";
import type { Id } from "@netvexa/contract/ids";
import { MEMBER_ROLES, type MemberRole } from "@netvexa/contract/roles";
import { OF_SCOPE } from "./key-scopes.ts";

/** Everything that a credential may be asked for. A route names exactly one. */
export const PERMISSIONS = [
  "agent.read",
  "agent.write",
  "source.read",
  "source.write",
  "knowledge.search",
  "message.send",
  "conversation.read",
  "visitor.erase",
  "key.manage",
  "audit.read",
  "member.read",
  "member.manage",
  "owner.transfer",
  "workspace.write",
  "workspace.erase",
  "invitation.accept",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = MEMBER_ROLES;
export type { MemberRole };

/** Whose word an action is done on. A key never manages keys, so a leaked one cannot outlive its revocation. */
export type Actor =
  | { kind: "user"; id: string; role: MemberRole; sessionId: string }
  /** `agents`: the only ones that the key reaches; undefined means all of them. */
  | { kind: "key"; id: string; scopes: ApiKeyScope[]; agents?: readonly Id<"agent">[] | undefined };

const READ: readonly Permission[] = ["agent.read", "source.read", "knowledge.search", "conversation.read"];
const WRITE: readonly Permission[] = ["agent.write", "source.write", "message.send"];

/** Of every signed-in person, wherever they are a member; no key has it. */
const PERSON: readonly Permission[] = ["member.read", "invitation.accept"];
const OWNER_ONLY: readonly Permission[] = ["owner.transfer", "workspace.erase"];

const OF_ROLE: Record<MemberRole, ReadonlySet<Permission>> = {
  owner: new Set(PERMISSIONS),
  admin: new Set(PERMISSIONS.filter((permission) => !OWNER_ONLY.includes(permission))),
  editor: new Set([...READ, ...WRITE, ...PERSON]),
  operator: new Set([...READ, "message.send", ...PERSON]),
  viewer: new Set([...READ, ...PERSON]),
  // Whoever pays need not read what visitors wrote.
  billing: new Set(PERSON),
};

export function isAllowed(actor: Actor, permission: Permission): boolean {
  if (actor.kind === "user") return OF_ROLE[actor.role].has(permission);
  return actor.scopes.some((scope) => OF_SCOPE[scope].has(permission));
}

export function isMemberRole(value: unknown): value is MemberRole {
  return ROLES.some((role) => role === value);
}
