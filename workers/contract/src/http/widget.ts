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
  /** Present where the site has to sign its visitors in. */
  visitors: z.literal("signed").optional(),
});
export type WidgetConfig = z.infer<typeof WidgetConfig>;

/** The site's word on who its visitor is: a signed token, or the older HMAC-SHA256 of the user id in hex. */
export const VisitorIdentity = z.union([
  z.strictObject({ token: z.string().min(1).max(4_000) }),
  z.strictObject({ userId: z.string().min(1).max(200), hash: z.string().max(200) }),
]);
export type VisitorIdentity = z.infer<typeof VisitorIdentity>;

/**
 * `token`: an earlier visitor token of the same agent and origin, up to 24 hours old, to continue its
 * conversation. `fresh`: start a new conversation for the same visitor. `identity`: who the visitor is; one that
 * differs from the earlier token's begins a new session. `work`: what a `work_required` problem asked for.
 */
export const WidgetSessionInput = z.strictObject({
  token: z.string().max(4_000).optional(),
  fresh: z.boolean().optional(),
  identity: VisitorIdentity.optional(),
  work: z.strictObject({ challenge: z.string().max(200), nonce: z.string().max(40) }).optional(),
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

/** The token whose session is to end. */
export const WidgetSessionEnd = z.strictObject({ token: z.string().max(4_000) });
export type WidgetSessionEnd = z.infer<typeof WidgetSessionEnd>;

/** The token of the visitor who wants a copy of what they said, or wants it gone. */
export const OwnDataInput = z.strictObject({ token: z.string().max(4_000) });
export type OwnDataInput = z.infer<typeof OwnDataInput>;

/** What the visitor may take away: what they saw of it, and nothing of how it was made. */
export const OwnTranscript = z.strictObject({
  conversationId: idSchema("conversation"),
  startedAt: z.iso.datetime(),
  lastMessageAt: z.iso.datetime(),
  messages: z.array(
    z.strictObject({
      role: z.enum(["visitor", "agent", "operator"]),
      text: z.string(),
      citations: z.array(
        z.strictObject({ n: z.int().positive(), title: z.string(), url: z.string().optional(), quote: z.string() }),
      ),
      feedback: z.strictObject({ rating: z.enum(["up", "down"]), comment: z.string().optional() }).optional(),
      at: z.iso.datetime(),
    }),
  ),
  /** What the visitor left in contact forms. */
  contacts: z.array(z.strictObject({ fields: z.record(z.string(), z.string()), at: z.iso.datetime() })),
});
export type OwnTranscript = z.infer<typeof OwnTranscript>;

/** What was erased at the visitor's own wish, in numbers. */
export const OwnErasure = z.strictObject({
  conversations: z.int().nonnegative(),
  messages: z.int().nonnegative(),
  erasedAt: z.iso.datetime(),
  /** False if there was more than one call erases: repeat it. */
  isComplete: z.boolean(),
});
export type OwnErasure = z.infer<typeof OwnErasure>;

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
