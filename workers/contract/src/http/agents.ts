import { z } from "zod";
import { idSchema } from "../ids.ts";
import { sharedSuffixOf } from "../shared-suffixes.ts";

/** One allowed origin: an exact one, `https://*.example.com` for sub-domains, or `http://localhost:*` while developing. */
const Origin = z
  .string()
  .max(200)
  .regex(
    /^https?:\/\/((\*\.)?[a-zA-Z0-9.-]+(:\d{1,5})?|(localhost|127\.0\.0\.1):\*)$/,
    "an origin such as https://example.com, https://*.example.com or http://localhost:3000",
  );

const OwnOrigin = Origin.refine(
  (origin) => sharedSuffixOf(origin) === undefined,
  "sub-domains of a domain that is yours: here they have many owners, so name your own, such as https://shop.github.io",
);

/** How the widget looks on the customer's page. Colours are `#rrggbb`. */
export const AgentTheme = z.strictObject({
  accent: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/)
    .optional(),
  position: z.enum(["right", "left"]).optional(),
  colorScheme: z.enum(["auto", "light", "dark"]).optional(),
});
export type AgentTheme = z.infer<typeof AgentTheme>;

/**
 * Where visitors may come from, as ISO 3166 codes: from the listed countries only, or from all but them. A place
 * that is not known passes a list of blocked countries, never one of allowed ones.
 */
export const CountryRule = z.strictObject({
  mode: z.enum(["allow", "block"]),
  list: z.array(z.string().regex(/^[A-Z]{2}$/, "two capital letters such as AT")).max(250),
});
export type CountryRule = z.infer<typeof CountryRule>;

/** Whether a visitor's new session costs work: only under attack, each time, or never. */
export const ProofOfWork = z.enum(["auto", "always", "off"]);
export type ProofOfWork = z.infer<typeof ProofOfWork>;

/** Whom the agent talks to: only visitors whom the site leaves unnamed, both kinds, or only those it has signed in. */
export const VisitorMode = z.enum(["anonymous", "either", "signed"]);
export type VisitorMode = z.infer<typeof VisitorMode>;

/** How a site may vouch for a visitor: by a signed token, or also by the weaker digest of a user id. */
export const VisitorProof = z.enum(["token", "token_or_hash"]);
export type VisitorProof = z.infer<typeof VisitorProof>;

/** Days after its last message that a conversation is kept; the plan keeps none longer than its own days. */
const RetentionDays = z.int().min(1).max(3_650);

/** What a caller may set on an agent. `allowedOrigins` empty = the widget runs nowhere. */
export const AgentInput = z.strictObject({
  name: z.string().trim().min(1).max(80),
  instructions: z.string().max(4_000).default(""),
  greeting: z.string().max(300).default(""),
  starters: z.array(z.string().trim().min(1).max(120)).max(6).default([]),
  /** BCP 47 tag of the language that the agent's knowledge is written in; steers stemming. */
  locale: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
    .default("en"),
  allowedOrigins: z.array(OwnOrigin).max(50).default([]),
  theme: AgentTheme.default({}),
  countries: CountryRule.optional(),
  retentionDays: RetentionDays.optional(),
  /** Absent: `either`. */
  visitors: VisitorMode.optional(),
  /** Absent: `token`. */
  visitorProof: VisitorProof.optional(),
  /** Absent: `auto`. */
  proofOfWork: ProofOfWork.optional(),
});
export type AgentInput = z.infer<typeof AgentInput>;

/** Settings as they may have been stored before rules of shared domains were refused; such a rule lets nobody in. */
export const StoredSettings = AgentInput.extend({ allowedOrigins: z.array(Origin) });

export const AgentPatch = z
  .strictObject({
    name: AgentInput.shape.name,
    instructions: AgentInput.shape.instructions.unwrap(),
    greeting: AgentInput.shape.greeting.unwrap(),
    starters: AgentInput.shape.starters.unwrap(),
    locale: AgentInput.shape.locale.unwrap(),
    allowedOrigins: AgentInput.shape.allowedOrigins.unwrap(),
    theme: AgentTheme,
    countries: CountryRule,
    retentionDays: RetentionDays,
    visitors: VisitorMode,
    visitorProof: VisitorProof,
    proofOfWork: ProofOfWork,
  })
  .partial();
export type AgentPatch = z.infer<typeof AgentPatch>;

const AgentSettings = AgentPatch.required().extend({
  countries: CountryRule.optional(),
  retentionDays: RetentionDays.optional(),
  visitors: VisitorMode.optional(),
  visitorProof: VisitorProof.optional(),
  proofOfWork: ProofOfWork.optional(),
});

/** `draft` holds edits not yet published, as the whole settings they would become; absent when there are none. */
export const Agent = z.strictObject({
  id: idSchema("agent"),
  ...AgentSettings.shape,
  version: z.int().positive(),
  draft: AgentSettings.optional(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Agent = z.infer<typeof Agent>;

export const AgentVersion = z.strictObject({
  version: z.int().positive(),
  settings: AgentSettings,
  publishedAt: z.iso.datetime(),
});
export type AgentVersion = z.infer<typeof AgentVersion>;
