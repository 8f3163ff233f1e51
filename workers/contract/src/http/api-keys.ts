import { z } from "zod";
import { idSchema } from "../ids.ts";
import { LIMITS } from "../limits.ts";

/**
 * What a key may do; the scopes of a key add up. `read` covers all that reads and searches, `write` all that changes
 * agents and sources and sends messages; the others name one group of things each.
 */
export const ApiKeyScope = z.enum([
  "read",
  "write",
  "agents:read",
  "agents:write",
  "sources:read",
  "sources:write",
  "conversations:read",
  "search",
  "chat",
]);
export type ApiKeyScope = z.infer<typeof ApiKeyScope>;

export const ApiKeyInput = z.strictObject({
  name: z.string().trim().min(1).max(80),
  scopes: z.array(ApiKeyScope).min(1).max(ApiKeyScope.options.length).default(["read", "write"]),
  /** The only agents that the key reaches, and with them their sources and conversations. Absent: all of them. */
  agents: z.array(idSchema("agent")).min(1).max(100).optional(),
  expiresAt: z.iso.datetime().optional(),
});
export type ApiKeyInput = z.infer<typeof ApiKeyInput>;

export const ApiKey = z.strictObject({
  id: idSchema("apiKey"),
  name: z.string(),
  /** The first characters, to tell keys apart. */
  prefix: z.string(),
  scopes: z.array(ApiKeyScope),
  agents: z.array(idSchema("agent")).optional(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().optional(),
  /** To the minute. */
  lastUsedAt: z.iso.datetime().optional(),
  /** Until when the secret that a rotation replaced is still good. */
  previousUntil: z.iso.datetime().optional(),
  revokedAt: z.iso.datetime().optional(),
});
export type ApiKey = z.infer<typeof ApiKey>;

/** `key` is shown this once and stored nowhere. */
export const ApiKeyCreated = ApiKey.extend({ key: z.string() });
export type ApiKeyCreated = z.infer<typeof ApiKeyCreated>;

/** `overlapSeconds`: how long the replaced secret stays good; 0 ends it at once. */
export const ApiKeyRotation = z.strictObject({
  overlapSeconds: z.int().min(0).max(LIMITS.apiKeyOverlapMaxSeconds).default(LIMITS.apiKeyOverlapDefaultSeconds),
});
export type ApiKeyRotation = z.infer<typeof ApiKeyRotation>;
