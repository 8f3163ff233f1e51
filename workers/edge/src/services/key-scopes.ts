import { ApiKeyScope } from "@netvexa/contract/http/api-keys";
import type { Permission } from "./permissions.ts";

const READ = ["agent.read", "source.read", "knowledge.search", "conversation.read"] as const;
const WRITE = ["agent.write", "source.write", "message.send"] as const;

/** What each scope of an API key allows. None leads to keys, members or money: a leaked key cannot outlive its revocation. */
export const OF_SCOPE: Readonly<Record<ApiKeyScope, ReadonlySet<Permission>>> = {
  read: new Set(READ),
  write: new Set(WRITE),
  "agents:read": new Set(["agent.read"]),
  "agents:write": new Set(["agent.write"]),
  "sources:read": new Set(["source.read"]),
  "sources:write": new Set(["source.write"]),
  "conversations:read": new Set(["conversation.read"]),
  search: new Set(["knowledge.search"]),
  chat: new Set(["message.send"]),
};

export function isKeyScope(value: unknown): value is ApiKeyScope {
  return ApiKeyScope.safeParse(value).success;
}
