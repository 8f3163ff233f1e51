import { z } from "zod";
import type { ConversationRoom } from "./rooms/conversation-room.ts";

/** A variable that is set to nothing counts as absent. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

const Secret = z.string().min(32, "must have at least 32 characters");
const HttpUrl = z.url({ protocol: /^https?$/ });

const Variables = z.object({
  ENVIRONMENT: z.enum(["development", "production"]),
  PUBLIC_URL: HttpUrl.transform((url) => new URL(url).origin),
  DATABASE_URL: z.string().min(1),
  AUTH_SECRET: Secret,
  ACCESS_TOKEN_SECRET: Secret,
  VISITOR_TOKEN_SECRET: Secret,
  AI_EMBED_BASE_URL: HttpUrl,
  AI_EMBED_MODEL: z.string().min(1),
  AI_EMBED_KEY: optional(z.string()),
  AI_CHAT_BASE_URL: optional(HttpUrl),
  AI_CHAT_MODEL: optional(z.string()),
  AI_CHAT_KEY: optional(z.string()),
  AWS_REGION: z.string().min(1),
  AWS_ACCESS_KEY_ID: z.string().min(1),
  AWS_SECRET_ACCESS_KEY: z.string().min(1),
  S3_ENDPOINT: optional(HttpUrl),
  S3_BUCKET: z.string().min(1),
  SQS_QUEUE_URL: HttpUrl,
});

/** The checked variables of the Worker. */
export type Settings = z.output<typeof Variables>;

/** What the platform hands over: unchecked variables and the bindings. */
export interface Env extends Readonly<Partial<Record<keyof Settings, string>>> {
  readonly CONVERSATION_ROOM: DurableObjectNamespace<ConversationRoom>;
  readonly ASSETS: Fetcher;
}

export type SettingsResult = { ok: true; settings: Settings } | { ok: false; faults: string[] };

const SECRETS = ["AUTH_SECRET", "ACCESS_TOKEN_SECRET", "VISITOR_TOKEN_SECRET"] as const;
const SAMPLE = /change.?me|example|sample|placeholder|development|netvexa|secret|password|1234567|abcdef/i;
const MIN_DISTINCT_CHARACTERS = 12;

/** Names each fault as `VARIABLE: reason`, never a value. */
export function checkSettings(variables: Readonly<Record<string, unknown>>): SettingsResult {
  const parsed = Variables.safeParse(variables);
  if (!parsed.success) {
    return { ok: false, faults: parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`) };
  }
  const faults = [...secretFaults(parsed.data), ...pairFaults(parsed.data)];
  return faults.length > 0 ? { ok: false, faults } : { ok: true, settings: parsed.data };
}

function secretFaults(settings: Settings): string[] {
  const faults: string[] = [];
  if (new Set(SECRETS.map((name) => settings[name])).size < SECRETS.length) {
    faults.push(`${SECRETS.join(", ")}: must differ from each other`);
  }
  if (settings.ENVIRONMENT !== "production") return faults;
  for (const name of SECRETS) {
    const value = settings[name];
    if (SAMPLE.test(value) || new Set(value).size < MIN_DISTINCT_CHARACTERS) {
      faults.push(`${name}: is a sample or too easy to guess`);
    }
  }
  return faults;
}

function pairFaults(settings: Settings): string[] {
  const isHalfSet = (settings.AI_CHAT_BASE_URL === undefined) !== (settings.AI_CHAT_MODEL === undefined);
  return isHalfSet ? ["AI_CHAT_BASE_URL, AI_CHAT_MODEL: set both or neither"] : [];
}

const checked = new WeakMap<object, SettingsResult>();

/** Checks once for each isolate. */
export function readSettings(env: Env): SettingsResult {
  const known = checked.get(env);
  if (known !== undefined) return known;
  const result = checkSettings({ ...env });
  checked.set(env, result);
  return result;
}
