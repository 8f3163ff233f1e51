import { lookup } from "node:dns/promises";
import { createOpenAiEmbedder } from "@netvexa/ai/providers/openai-embedder";
import { openDatabase } from "@netvexa/db/client";
import { createReferenceSealer } from "@netvexa/db/placement/database-reference";
import type { Env } from "./env.ts";
import { createFetcher } from "./fetch/guarded-fetch.ts";
import type { HandlerDeps } from "./handler.ts";
import { createJsonLog } from "./logger.ts";
import { createS3ObjectStore } from "./objects/s3-object-store.ts";
import { createParseBox } from "./parse/parse-box.ts";

/** Builds every part from the environment; opens no connection yet. */
export function compose(env: Env): HandlerDeps {
  return {
    objects: createS3ObjectStore({ bucket: env.S3_BUCKET, region: env.AWS_REGION, endpoint: env.S3_ENDPOINT }),
    embedder: createOpenAiEmbedder({
      baseUrl: env.AI_EMBED_BASE_URL,
      model: env.AI_EMBED_MODEL,
      apiKey: env.AI_EMBED_KEY,
    }),
    db: openDatabase({
      url: env.DATABASE_URL,
      references: createReferenceSealer([env.DATABASE_REFERENCE_SECRET, env.DATABASE_REFERENCE_SECRET_BEFORE]),
    }),
    fetchPage: createFetcher({
      lookup: (hostname) => lookup(hostname, { all: true }),
      allowLoopback: env.ALLOW_PRIVATE_FETCH === "development",
    }),
    parse: createParseBox(),
    log: createJsonLog(),
    now: () => performance.now(),
    maxReceives: env.SQS_MAX_RECEIVES,
  };
}
