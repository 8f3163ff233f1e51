import { z } from "zod";
import { idSchema } from "../ids.ts";

/** `read` covers reading and searching, `write` covers changing agents and sources and sending messages. */
export const ApiKeyScope = z.enum(["read", "write"]);
export type ApiKeyScope = z.infer<typeof ApiKeyScope>;

export const ApiKeyInput = z.strictObject({
  name: z.string().trim().min(1).max(80),
  scopes: z
    .array(ApiKeyScope)
    .min(1)
    .max(ApiKeyScope.options.length)
    .default([...ApiKeyScope.options]),
  expiresAt: z.iso.datetime().optional(),
});
export type ApiKeyInput = z.infer<typeof ApiKeyInput>;

export const ApiKey = z.strictObject({
  id: idSchema("apiKey"),
  name: z.string(),
  /** The first characters, to tell keys apart. */
  prefix: z.string(),
  scopes: z.array(ApiKeyScope),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().optional(),
  revokedAt: z.iso.datetime().optional(),
});
export type ApiKey = z.infer<typeof ApiKey>;

/** `key` is shown this once and stored nowhere. */
export const ApiKeyCreated = ApiKey.extend({ key: z.string() });
export type ApiKeyCreated = z.infer<typeof ApiKeyCreated>;
