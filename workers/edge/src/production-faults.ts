import type { Settings } from "./env.ts";

export const SAMPLE = /change.?me|example|sample|placeholder|development|netvexa|secret|password|1234567|abcdef/i;
/** Whole words only, for keys of providers may say `_test_` or hold these letters by chance. */
const STAND_IN = /\b(test|dummy|fake|local|none|postgres|minioadmin)\b/i;
const MIN_DISTINCT_CHARACTERS = 6;
const IN_THE_CLEAR = /^(disable|allow|prefer|false|off|no|0)$/i;

const ADDRESSES = [
  "PUBLIC_URL",
  "MAIL_HTTP_URL",
  "AI_EMBED_BASE_URL",
  "AI_CHAT_BASE_URL",
  "S3_ENDPOINT",
  "SQS_QUEUE_URL",
  "KMS_ENDPOINT",
] as const;
const KEYS = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AI_EMBED_KEY", "AI_CHAT_KEY", "MAIL_HTTP_KEY"] as const;
const WITH_PASSWORD = ["DATABASE_URL", "MAIL_SMTP_URL"] as const;

/** What providers gave to us: no length is ours to ask for, but a stand-in for it is a mistake. */
export function providerFaults(settings: Settings): string[] {
  if (settings.ENVIRONMENT !== "production") return [];
  const passwords = WITH_PASSWORD.map((name) => [name, passwordOf(settings[name])] as const);
  const given = [...KEYS.map((name) => [name, settings[name]] as const), ...passwords];
  return given
    .filter(([, value]) => value !== undefined && isStandIn(value))
    .map(([name]) => `${name}: is a sample or too easy to guess`);
}

function isStandIn(value: string): boolean {
  return SAMPLE.test(value) || STAND_IN.test(value) || new Set(value).size < MIN_DISTINCT_CHARACTERS;
}

function passwordOf(address: string | undefined): string | undefined {
  const password = parse(address)?.password ?? "";
  if (password === "") return undefined;
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}

/** Where sessions, mails, questions, keys and rows travel: nothing of it in the clear. */
export function transitFaults(settings: Settings): string[] {
  if (settings.ENVIRONMENT !== "production") return [];
  const faults = ADDRESSES.filter((name) => settings[name]?.startsWith("http:")).map(
    (name) => `${name}: must begin with https:// in production`,
  );
  const database = parse(settings.DATABASE_URL)?.searchParams;
  const isClear = ["sslmode", "ssl"].some((name) => IN_THE_CLEAR.test(database?.get(name) ?? ""));
  return isClear ? [...faults, "DATABASE_URL: must keep TLS in production"] : faults;
}

function parse(address: string | undefined): URL | undefined {
  return address !== undefined && URL.canParse(address) ? new URL(address) : undefined;
}
