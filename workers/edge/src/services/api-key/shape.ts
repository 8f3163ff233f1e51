import type { ApiKey } from "@netvexa/contract/http/api-keys";
import type { apiKey } from "@netvexa/db/schema/tenant";
import { hashApiKey } from "../../auth/api-key.ts";
import { isKeyScope } from "../key-scopes.ts";

const PREFIX_LENGTH = 10;

/** What of a key is stored to tell it by, and what is stored to know it by. */
export async function storedForm(key: string): Promise<{ prefix: string; hash: string }> {
  return { prefix: key.slice(0, PREFIX_LENGTH), hash: await hashApiKey(key) };
}

export function toApiKey(row: typeof apiKey.$inferSelect): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes.filter(isKeyScope),
    ...(row.agents === null ? {} : { agents: row.agents }),
    createdAt: row.createdAt.toISOString(),
    ...(row.expiresAt === null ? {} : { expiresAt: row.expiresAt.toISOString() }),
    ...(row.lastUsedAt === null ? {} : { lastUsedAt: row.lastUsedAt.toISOString() }),
    ...(row.previousUntil === null ? {} : { previousUntil: row.previousUntil.toISOString() }),
    ...(row.revokedAt === null ? {} : { revokedAt: row.revokedAt.toISOString() }),
  };
}
