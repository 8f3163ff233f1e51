import type { Embedder } from "@netvexa/ai/embed";
import type { Generator } from "@netvexa/ai/generate";
import { createOpenAiEmbedder } from "@netvexa/ai/providers/openai-embedder";
import { createOpenAiGenerator } from "@netvexa/ai/providers/openai-generator";
import { ServiceError } from "@netvexa/contract/problem";
import { AwsClient } from "aws4fetch";
import { createSigningKeys } from "./auth/signing-keys.ts";
import { createAccessTokens, createVisitorTokens } from "./auth/tokens.ts";
import { createVisitorIdentities } from "./auth/visitor-identity.ts";
import { composeDatabase } from "./compose-database.ts";
import { createRooms } from "./compose-rooms.ts";
import { createDoors } from "./doors/compose-doors.ts";
import { rememberSpent } from "./doors/remember-spent.ts";
import { type Env, readSettings, type Settings } from "./env.ts";
import { createSqsJobQueue } from "./jobs/sqs-job-queue.ts";
import { composeMailer } from "./mail/compose-mailer.ts";
import { createLogger, type Logger } from "./observability/logger.ts";
import { composeVault } from "./sealing/compose-vault.ts";
import type { Services } from "./services/context.ts";
import { createExpiringCache } from "./services/expiring-cache.ts";
import { createS3ObjectStore } from "./storage/s3-object-store.ts";

const AGENT_TTL_MS = 10_000;
const KEY_TTL_MS = 5_000;
const REFUSAL_TTL_MS = 5_000;
const CACHE_MAX_ENTRIES = 1_000;

export const log: Logger = createLogger();

/** The models of the settings; no generator means that answers are extractive. */
export function composeModels(settings: Settings): { embedder: Embedder; generator: Generator | undefined } {
  const { AI_CHAT_BASE_URL: baseUrl, AI_CHAT_MODEL: model, AI_CHAT_KEY: apiKey } = settings;
  return {
    embedder: createOpenAiEmbedder({
      baseUrl: settings.AI_EMBED_BASE_URL,
      model: settings.AI_EMBED_MODEL,
      apiKey: settings.AI_EMBED_KEY,
    }),
    generator:
      baseUrl === undefined || model === undefined ? undefined : createOpenAiGenerator({ baseUrl, model, apiKey }),
  };
}

export function composeServices(env: Env, settings: Settings): Services {
  const now = () => Date.now();
  const client = new AwsClient({
    accessKeyId: settings.AWS_ACCESS_KEY_ID,
    secretAccessKey: settings.AWS_SECRET_ACCESS_KEY,
    region: settings.AWS_REGION,
    retries: 2,
  });
  const db = composeDatabase(settings);
  const signingKeys = createSigningKeys({ db, secret: settings.ACCESS_TOKEN_SECRET, now });
  return {
    db,
    mayDropPlaces: async () => (await import("@netvexa/db/placement/drop-places")).mayDropPlaces(db),
    vault: composeVault(db, settings),
    embedder: composeModels(settings).embedder,
    objectStore: createS3ObjectStore({ client, settings, now }),
    jobQueue: createSqsJobQueue({ client, settings }),
    rooms: createRooms(env.CONVERSATION_ROOM),
    doors: rememberSpent(createDoors(env.AGENT_DOOR), {
      ends: createExpiringCache({ ttlMs: REFUSAL_TTL_MS, maxEntries: CACHE_MAX_ENTRIES, now }),
      now,
    }),
    mailer: composeMailer(settings),
    signingKeys,
    accessTokens: createAccessTokens({ keys: signingKeys, now }),
    visitorTokens: createVisitorTokens({ secret: settings.VISITOR_TOKEN_SECRET, now }),
    visitorIdentities: createVisitorIdentities({ secret: settings.VISITOR_TOKEN_SECRET, now }),
    agents: createExpiringCache({ ttlMs: AGENT_TTL_MS, maxEntries: CACHE_MAX_ENTRIES, now }),
    keys: createExpiringCache({ ttlMs: KEY_TTL_MS, maxEntries: CACHE_MAX_ENTRIES, now }),
    refusals: createExpiringCache({ ttlMs: REFUSAL_TTL_MS, maxEntries: CACHE_MAX_ENTRIES, now }),
    publicUrl: settings.PUBLIC_URL,
    isDevelopment: settings.ENVIRONMENT === "development",
    log,
    now,
  };
}

const composed = new WeakMap<Env, Services>();

/** Built once for each isolate. Throws `misconfigured` if the environment is not complete, and says why in the log. */
export function servicesOf(env: Env): Services {
  const known = composed.get(env);
  if (known !== undefined) return known;
  const checked = readSettings(env);
  if (!checked.ok) {
    log("error", "misconfigured", { faults: checked.faults });
    throw new ServiceError("misconfigured");
  }
  const services = composeServices(env, checked.settings);
  composed.set(env, services);
  return services;
}
