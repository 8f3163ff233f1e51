import { z } from "zod";
import type { AgentDoor } from "./doors/agent-door.ts";
import { providerFaults, SAMPLE, transitFaults } from "./production-faults.ts";
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
  /** Seals where tenants' databases on other servers are reached; the one before opens what it sealed. */
  DATABASE_REFERENCE_SECRET: optional(Secret),
  DATABASE_REFERENCE_SECRET_BEFORE: optional(Secret),
  AUTH_SECRET: Secret,
  ACCESS_TOKEN_SECRET: Secret,
  VISITOR_TOKEN_SECRET: Secret,
  /** Wraps the keys of tenants where `KMS_KEY_ID` names no key of AWS KMS. */
  LOCAL_KMS_KEY: optional(Secret),
  KMS_KEY_ID: optional(z.string()),
  /** Where AWS KMS answers, if not at the address of its region. */
  KMS_ENDPOINT: optional(HttpUrl),
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
  MAIL_HTTP_URL: optional(HttpUrl),
  MAIL_HTTP_KEY: optional(z.string()),
  MAIL_SMTP_URL: optional(z.url({ protocol: /^smtps?$/ })),
  MAIL_FROM: optional(z.string().regex(/@/, "must be an e-mail address")),
  MAILBOX_URL: optional(HttpUrl),
  REQUIRE_EMAIL_VERIFICATION: optional(z.enum(["true", "false"])),
  /** Holds visitors to the limits of production while developing, for measuring. */
  VISITOR_LIMITS: optional(z.literal("production")),
});

/** Whoever cannot be reached by mail may still sign in on a laptop; in production the address is confirmed first. */
const Checked = Variables.transform((settings) => ({
  ...settings,
  REQUIRE_EMAIL_VERIFICATION:
    settings.REQUIRE_EMAIL_VERIFICATION === undefined
      ? settings.ENVIRONMENT === "production"
      : settings.REQUIRE_EMAIL_VERIFICATION === "true",
}));

/** The checked variables of the Worker. */
export type Settings = z.output<typeof Checked>;

/** What the platform hands over: unchecked variables and the bindings. */
export interface Env extends Readonly<Partial<Record<keyof Settings, string>>> {
  readonly CONVERSATION_ROOM: DurableObjectNamespace<ConversationRoom>;
  readonly AGENT_DOOR: DurableObjectNamespace<AgentDoor>;
  readonly ASSETS: Fetcher;
}

export type SettingsResult = { ok: true; settings: Settings } | { ok: false; faults: string[] };

const SECRETS = [
  "AUTH_SECRET",
  "ACCESS_TOKEN_SECRET",
  "VISITOR_TOKEN_SECRET",
  "LOCAL_KMS_KEY",
  "DATABASE_REFERENCE_SECRET",
  "DATABASE_REFERENCE_SECRET_BEFORE",
] as const;
const MIN_DISTINCT_CHARACTERS = 12;

/** Names each fault as `VARIABLE: reason`, never a value. */
export function checkSettings(variables: Readonly<Record<string, unknown>>): SettingsResult {
  const parsed = Checked.safeParse(variables);
  if (!parsed.success) {
    return { ok: false, faults: parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`) };
  }
  const faults = [secretFaults, providerFaults, pairFaults, mailFaults, transitFaults].flatMap((find) =>
    find(parsed.data),
  );
  return faults.length > 0 ? { ok: false, faults } : { ok: true, settings: parsed.data };
}

function secretFaults(settings: Settings): string[] {
  const faults: string[] = [];
  const names = SECRETS.filter((name) => settings[name] !== undefined);
  if (new Set(names.map((name) => settings[name])).size < names.length) {
    faults.push(`${names.join(", ")}: must differ from each other`);
  }
  if (settings.ENVIRONMENT !== "production") return faults;
  for (const name of names) {
    const value = settings[name] ?? "";
    if (SAMPLE.test(value) || new Set(value).size < MIN_DISTINCT_CHARACTERS) {
      faults.push(`${name}: is a sample or too easy to guess`);
    }
  }
  return faults;
}

function pairFaults(settings: Settings): string[] {
  const isHalfSet = (settings.AI_CHAT_BASE_URL === undefined) !== (settings.AI_CHAT_MODEL === undefined);
  const faults = isHalfSet ? ["AI_CHAT_BASE_URL, AI_CHAT_MODEL: set both or neither"] : [];
  const hasKeyService = settings.KMS_KEY_ID !== undefined || settings.LOCAL_KMS_KEY !== undefined;
  return hasKeyService ? faults : [...faults, "KMS_KEY_ID, LOCAL_KMS_KEY: one of them must be set"];
}

/** People who cannot be written to could neither confirm an address nor reset a password. */
function mailFaults(settings: Settings): string[] {
  const { MAILBOX_URL, MAIL_HTTP_URL, MAIL_HTTP_KEY, MAIL_SMTP_URL, MAIL_FROM } = settings;
  const isProduction = settings.ENVIRONMENT === "production";
  const isHttp = MAIL_HTTP_URL !== undefined && MAIL_HTTP_KEY !== undefined && MAIL_SMTP_URL === undefined;
  const isSmtp = MAIL_SMTP_URL !== undefined && MAIL_HTTP_URL === undefined && MAIL_HTTP_KEY === undefined;
  const isNone = [MAIL_HTTP_URL, MAIL_HTTP_KEY, MAIL_SMTP_URL, MAIL_FROM].every((value) => value === undefined);
  const isComplete = ((isHttp || isSmtp) && MAIL_FROM !== undefined) || (isNone && !isProduction);
  const faults = isComplete
    ? []
    : ["MAIL_HTTP_URL, MAIL_HTTP_KEY, MAIL_SMTP_URL, MAIL_FROM: set MAIL_FROM and either the first two or the third"];
  if (isProduction && MAIL_SMTP_URL !== undefined && new URL(MAIL_SMTP_URL).searchParams.get("tls") === "off") {
    faults.push("MAIL_SMTP_URL: mail without encryption is for development only");
  }
  return isProduction && MAILBOX_URL !== undefined ? [...faults, "MAILBOX_URL: is for development only"] : faults;
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

/** Of an environment whose services are built already. */
export function settingsOf(env: Env): Settings {
  const checked = readSettings(env);
  if (!checked.ok) throw new Error("services without settings");
  return checked.settings;
}
