import { ApiKeyScope } from "@netvexa/contract/http/api-keys";

/** Everything that a credential may be asked for. A route names exactly one. */
export const PERMISSIONS = [
  "agent.read",
  "agent.write",
  "source.read",
  "source.write",
  "knowledge.search",
  "message.send",
  "conversation.read",
  "key.manage",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = ["owner", "admin", "editor", "viewer"] as const;
export type MemberRole = (typeof ROLES)[number];

/** Whose word an action is done on. A key never manages keys, so a leaked one cannot outlive its revocation. */
export type Actor = { kind: "user"; id: string; role: MemberRole } | { kind: "key"; id: string; scopes: ApiKeyScope[] };

const READ: readonly Permission[] = ["agent.read", "source.read", "knowledge.search", "conversation.read"];
const WRITE: readonly Permission[] = ["agent.write", "source.write", "message.send"];

const OF_ROLE: Record<MemberRole, ReadonlySet<Permission>> = {
  owner: new Set(PERMISSIONS),
  admin: new Set(PERMISSIONS),
  editor: new Set([...READ, ...WRITE]),
  viewer: new Set(READ),
};

const OF_SCOPE: Record<ApiKeyScope, ReadonlySet<Permission>> = {
  read: new Set(READ),
  write: new Set(WRITE),
};

export function isAllowed(actor: Actor, permission: Permission): boolean {
  if (actor.kind === "user") return OF_ROLE[actor.role].has(permission);
  return actor.scopes.some((scope) => OF_SCOPE[scope].has(permission));
}

export function isMemberRole(value: unknown): value is MemberRole {
  return ROLES.some((role) => role === value);
}

export function isKeyScope(value: unknown): value is ApiKeyScope {
  return ApiKeyScope.safeParse(value).success;
}
