import { z } from "zod";
import { idSchema } from "../ids.ts";
import { AgentTheme } from "./agents.ts";

/** Public and cacheable: nothing but what a visitor may see. */
export const WidgetConfig = z.strictObject({
  agentId: idSchema("agent"),
  name: z.string(),
  greeting: z.string(),
  starters: z.array(z.string()),
  locale: z.string(),
  theme: AgentTheme,
});
export type WidgetConfig = z.infer<typeof WidgetConfig>;

/**
 * `token`: an earlier visitor token of the same agent and origin, up to 24 hours old, to continue its
 * conversation. `fresh`: start a new conversation for the same visitor.
 */
export const WidgetSessionInput = z.strictObject({
  token: z.string().max(4_000).optional(),
  fresh: z.boolean().optional(),
});
export type WidgetSessionInput = z.infer<typeof WidgetSessionInput>;

export const WidgetSession = z.strictObject({
  token: z.string(),
  expiresAt: z.iso.datetime(),
  conversationId: idSchema("conversation"),
  /** WebSocket address of the chat. */
  socketUrl: z.string(),
});
export type WidgetSession = z.infer<typeof WidgetSession>;

/** The public halves of the pairs that sign access tokens (RFC 7517). */
export const KeySet = z.strictObject({
  keys: z.array(
    z.strictObject({
      kty: z.string(),
      crv: z.string(),
      x: z.string(),
      y: z.string(),
      kid: z.string(),
      alg: z.string(),
      use: z.literal("sig"),
    }),
  ),
});
export type KeySet = z.infer<typeof KeySet>;

export const AccessToken = z.strictObject({
  token: z.string(),
  expiresAt: z.iso.datetime(),
  tenantId: idSchema("tenant"),
  role: z.string(),
});
export type AccessToken = z.infer<typeof AccessToken>;
