import { join } from "node:path";
import { parseArgs } from "node:util";

export interface StartOptions {
  port: number;
  stateDir: string;
  isFresh: boolean;
  isWatching: boolean;
}

/** A fault of the person who starts: shown without a stack. */
export class StartError extends Error {
  override readonly name = "StartError";
}

function parsePort(value: string, from: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new StartError(`${from} must be a port number from 1 to 65535, it is "${value}".`);
  }
  return port;
}

/** Reads the command line and `PORT`; the command line wins. */
export function readOptions(argv: string[], env: NodeJS.ProcessEnv, rootDir: string): StartOptions {
  const { values } = parseArgs({
    args: argv,
    options: {
      port: { type: "string" },
      state: { type: "string" },
      fresh: { type: "boolean", default: false },
      watch: { type: "boolean", default: false },
    },
  });
  const port = values.port === undefined ? parsePort(env.PORT || "8000", "PORT") : parsePort(values.port, "--port");
  return { port, stateDir: values.state ?? join(rootDir, ".local"), isFresh: values.fresh, isWatching: values.watch };
}

const AI_VARIABLES = [
  "AI_CHAT_BASE_URL",
  "AI_CHAT_MODEL",
  "AI_CHAT_KEY",
  "AI_EMBED_BASE_URL",
  "AI_EMBED_MODEL",
  "AI_EMBED_KEY",
];
const AWS_VARIABLES = [
  "AWS_REGION",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "S3_ENDPOINT",
  "S3_BUCKET",
  "SQS_QUEUE_URL",
];

const MAIL_VARIABLES = ["MAIL_HTTP_URL", "MAIL_HTTP_KEY", "MAIL_SMTP_URL", "MAIL_FROM"];

const KMS_VARIABLES = ["KMS_KEY_ID", "KMS_ENDPOINT"];

/** Every variable that swaps a twin; the tables of the documents name the same, which `npm run verify` checks. */
export const SWAP_VARIABLES = ["DATABASE_URL", ...AI_VARIABLES, ...AWS_VARIABLES, ...KMS_VARIABLES, ...MAIL_VARIABLES];

function checkUrl(name: string, value: string, protocols: string[]): void {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !protocols.includes(url.protocol)) {
    throw new StartError(`${name} must be a URL that begins with ${protocols.map((p) => `${p}//`).join(" or ")}.`);
  }
}

/** The variables that swap a twin for the real thing, checked so that a wrong one is named before anything starts. */
export function readSwaps(env: NodeJS.ProcessEnv): Record<string, string> {
  const swaps: Record<string, string> = {};
  for (const name of SWAP_VARIABLES) {
    const value = env[name]?.trim();
    if (value) swaps[name] = value;
  }
  if (swaps.DATABASE_URL) checkUrl("DATABASE_URL", swaps.DATABASE_URL, ["postgres:", "postgresql:"]);
  for (const name of ["AI_CHAT_BASE_URL", "AI_EMBED_BASE_URL", "S3_ENDPOINT", "SQS_QUEUE_URL", "MAIL_HTTP_URL"]) {
    if (swaps[name]) checkUrl(name, swaps[name], ["http:", "https:"]);
  }
  if (swaps.MAIL_SMTP_URL) checkUrl("MAIL_SMTP_URL", swaps.MAIL_SMTP_URL, ["smtp:", "smtps:"]);
  for (const kind of ["CHAT", "EMBED"]) {
    if (swaps[`AI_${kind}_BASE_URL`] && !swaps[`AI_${kind}_MODEL`]) {
      throw new StartError(`AI_${kind}_MODEL is missing: AI_${kind}_BASE_URL needs the name of a model.`);
    }
  }
  if (swaps.SQS_QUEUE_URL || swaps.S3_BUCKET) {
    const missing = AWS_VARIABLES.filter((name) => name !== "S3_ENDPOINT" && !swaps[name]);
    if (missing.length > 0)
      throw new StartError(
        `${missing.join(", ")} missing: the real S3 and SQS need all of ${AWS_VARIABLES.filter((name) => name !== "S3_ENDPOINT").join(", ")}.`,
      );
  }
  if (swaps.KMS_ENDPOINT) checkUrl("KMS_ENDPOINT", swaps.KMS_ENDPOINT, ["http:", "https:"]);
  checkKeyService(swaps);
  return swaps;
}

function checkKeyService(swaps: Readonly<Record<string, string>>): void {
  if (!swaps.KMS_KEY_ID) return;
  const missing = ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].filter((name) => !swaps[name]);
  if (missing.length > 0) throw new StartError(`${missing.join(", ")} missing: KMS_KEY_ID needs them.`);
}
