import { existsSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createReferenceSealer } from "@netvexa/db/placement/database-reference";
import { startAws } from "../aws/start-aws.ts";
import { startLambda } from "../aws/start-lambda.ts";
import { startEmbeddings } from "../embeddings/server.ts";
import { startMailbox } from "../mail/start-mailbox.ts";
import { startPostgres } from "../postgres/start-postgres.ts";
import { insertDemoAgent } from "./demo-agent.ts";
import { endLeftovers } from "./leftovers.ts";
import type { Log } from "./log.ts";
import type { StartOptions } from "./options.ts";
import { checkPort, freePort } from "./ports.ts";
import { type Runtime, startRuntime } from "./runtime.ts";
import { loadSecrets } from "./secrets.ts";
import { type DevFile, seed } from "./seed.ts";

interface ProductOptions extends StartOptions {
  rootDir: string;
  /** Settings that replace a twin by the real thing. */
  swaps: Record<string, string>;
  log: Log;
}

interface Closable {
  close(): Promise<void>;
}

const SCHEDULE_INTERVAL_MS = 60_000;
const EMBEDDED_MODEL_ID = "use-lite-en-8bit";

async function buildProduct({ rootDir, log }: ProductOptions): Promise<void> {
  const { build } = await import(join(rootDir, "scripts", "build.mjs"));
  await build({ log: log.write });
}

async function startTwins({ swaps, stateDir, rootDir, log }: ProductOptions) {
  const aws = swaps.SQS_QUEUE_URL ? undefined : await startAws({ dataDir: join(stateDir, "aws") });
  const embeddings = swaps.AI_EMBED_BASE_URL ? undefined : await startEmbeddings({ port: await freePort() });
  const mailbox =
    swaps.MAIL_HTTP_URL || swaps.MAIL_SMTP_URL ? undefined : await startMailbox({ file: join(stateDir, "mail.json") });
  const postgres = await startPostgres({
    dataDir: join(stateDir, "postgres"),
    ...(swaps.DATABASE_URL ? { databaseUrl: swaps.DATABASE_URL } : {}),
    port: await freePort(),
    migrationsDir: join(rootDir, "db", "migrations"),
  });
  await postgres.migrate();
  const { DATABASE_REFERENCE_SECRET } = loadSecrets(stateDir);
  const references = createReferenceSealer([DATABASE_REFERENCE_SECRET]);
  for (const { tenantId, kind, problem } of await postgres.migratePlacements(references)) {
    if (problem !== null) log.write(`the ${kind} of ${tenantId} kept its old version: ${problem}`);
  }
  const settings: Record<string, string> = {
    VISITOR_LIMITS: process.env.VISITOR_LIMITS ?? "",
    // A laptop's own pages are worth reading while developing; every other private address stays refused.
    ALLOW_PRIVATE_FETCH: process.env.ALLOW_PRIVATE_FETCH ?? "development",
    ...(aws && {
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      S3_ENDPOINT: aws.endpoint,
      S3_BUCKET: aws.bucket,
      SQS_QUEUE_URL: aws.queueUrl,
    }),
    ...(embeddings && { AI_EMBED_BASE_URL: embeddings.url, AI_EMBED_MODEL: EMBEDDED_MODEL_ID }),
    ...(mailbox && {
      MAIL_HTTP_URL: mailbox.sendUrl,
      MAIL_HTTP_KEY: mailbox.key,
      MAIL_FROM: "NETVEXA <hello@netvexa.test>",
      MAILBOX_URL: mailbox.url,
    }),
    ...swaps,
    DATABASE_URL: postgres.url,
    DATABASE_REFERENCE_SECRET,
  };
  return {
    settings,
    closables: [aws, embeddings, mailbox, postgres].filter((part) => part !== undefined) as Closable[],
  };
}

/** Rebuilds and reloads on a change of source; a failed build keeps the old one running. */
function watchSources(options: ProductOptions, runtime: Runtime): void {
  let timer: NodeJS.Timeout | undefined;
  const rebuild = async () => {
    try {
      await buildProduct(options);
      await runtime.reload();
      console.log("rebuilt");
    } catch (error) {
      console.error((error as Error).message);
    }
  };
  for (const dir of ["workers", "db", "dashboard", "widget", "site", "design", "docs"]) {
    watch(join(options.rootDir, dir), { recursive: true }, (_event, name) => {
      if (name && /node_modules|\.astro/.test(name)) return;
      clearTimeout(timer);
      timer = setTimeout(rebuild, 200);
    });
  }
}

async function ensureSeed(options: ProductOptions, url: string, settings: Record<string, string>): Promise<DevFile> {
  const { DATABASE_URL: databaseUrl = "", AI_EMBED_MODEL: embeddingModel = "" } = settings;
  const devFile = join(options.stateDir, "dev.json");
  if (!existsSync(devFile)) {
    return seed({
      url,
      rootDir: options.rootDir,
      devFile,
      insertAgent: (agent) => insertDemoAgent(databaseUrl, { ...agent, embeddingModel }),
    });
  }
  return { ...(JSON.parse(readFileSync(devFile, "utf8")) as DevFile), url };
}

/** Starts every part in order of need, seeds an empty state, and resolves when a question can be asked. */
export async function startProduct(options: ProductOptions) {
  const { port, stateDir, isFresh, isWatching, swaps, log } = options;
  await endLeftovers(join(stateDir, "dev.json"));
  await checkPort(port);
  if (isFresh) rmSync(stateDir, { recursive: true, force: true });
  mkdirSync(stateDir, { recursive: true });
  const url = `http://localhost:${port}`;
  const [{ settings, closables }] = await Promise.all([startTwins(options), buildProduct(options)]);
  const lambda = swaps.SQS_QUEUE_URL
    ? undefined
    : startLambda({
        queueUrl: settings.SQS_QUEUE_URL ?? "",
        endpoint: settings.S3_ENDPOINT ?? "",
        env: settings,
        onLine: log.write,
      });
  const bindings = { ...settings, ...loadSecrets(stateDir), ENVIRONMENT: "development", PUBLIC_URL: url };
  const runtime = await startRuntime({ rootDir: options.rootDir, stateDir, port, bindings, log });
  const dev = await ensureSeed(options, url, settings);
  const devFile = join(stateDir, "dev.json");
  const pids = { start: process.pid, ...(runtime.pid === undefined ? {} : { workerd: runtime.pid }) };
  writeFileSync(devFile, `${JSON.stringify({ ...dev, databaseUrl: settings.DATABASE_URL, pids }, null, 2)}\n`, {
    mode: 0o600,
  });
  if (isWatching) watchSources(options, runtime);
  const schedule = setInterval(
    () => runtime.runScheduled().catch((error) => log.write(String(error))),
    SCHEDULE_INTERVAL_MS,
  );
  return {
    url,
    devFile,
    /** What the Worker and the function were given; the secrets are in the state folder. */
    settings,
    runtime,
    close: async () => {
      clearInterval(schedule);
      await runtime.close();
      await lambda?.close();
      for (const part of closables) await part.close();
    },
  };
}
