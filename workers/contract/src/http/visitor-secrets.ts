import { z } from "zod";
import { idSchema } from "../ids.ts";
import { LIMITS } from "../limits.ts";

/** What a site's server signs its visitors with. */
export const VisitorSecret = z.strictObject({
  id: idSchema("visitorSecret"),
  agentId: idSchema("agent"),
  /** The first characters, to tell secrets apart. */
  prefix: z.string(),
  createdAt: z.iso.datetime(),
  /** When a rotation ends it. */
  endsAt: z.iso.datetime().optional(),
});
export type VisitorSecret = z.infer<typeof VisitorSecret>;

/** The ones that are good now; there are never many. */
export const VisitorSecrets = z.strictObject({ items: z.array(VisitorSecret) });
export type VisitorSecrets = z.infer<typeof VisitorSecrets>;

/** `overlapSeconds`: how long the secrets before it stay good; 0 ends them at once. Absent: they stay. */
export const VisitorSecretInput = z.strictObject({
  overlapSeconds: z.int().min(0).max(LIMITS.apiKeyOverlapMaxSeconds).optional(),
});
export type VisitorSecretInput = z.infer<typeof VisitorSecretInput>;

/** `secret` is shown this once. */
export const VisitorSecretCreated = VisitorSecret.extend({ secret: z.string() });
export type VisitorSecretCreated = z.infer<typeof VisitorSecretCreated>;

/** The site's own id of a visitor whom it has signed in. */
export const VisitorLookup = z.strictObject({ externalId: z.string().min(1).max(200) });
export type VisitorLookup = z.infer<typeof VisitorLookup>;

/** Under which that visitor's conversations are found, exported and erased; also for one who never came. */
export const VisitorFound = z.strictObject({ visitorId: idSchema("visitor") });
export type VisitorFound = z.infer<typeof VisitorFound>;
