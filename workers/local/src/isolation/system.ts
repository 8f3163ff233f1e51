import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, openDatabase } from "@netvexa/db/client";
import type { Migration } from "@netvexa/db/migrate";
import { startMailbox } from "../mail/start-mailbox.ts";
import { readMigrations } from "../postgres/read-migrations.ts";
import { openLog } from "../start/log.ts";
import { freePort } from "../start/ports.ts";
import { startProduct } from "../start/product.ts";
import type { Runtime } from "../start/runtime.ts";
import { startScriptedEmbeddings } from "../testing/scripted-embeddings.ts";
import { type ScriptedModel, startScriptedModel } from "../testing/scripted-model.ts";
import { type Call, createCall } from "./http/call.ts";

/** The product as `npm start` runs it, with a state of its own and models that do as they are told. */
export interface System {
  readonly url: string;
  readonly call: Call;
  readonly db: Database;
  readonly migrations: readonly Migration[];
  readonly settings: Readonly<Record<string, string>>;
  readonly runtime: Runtime;
  /** Where the product keeps what is no row of Postgres. */
  readonly stateDir: string;
  readonly model: ScriptedModel;
  /** Texts of the mails that have left so far, the latest first. */
  mails(): Promise<{ to: string; text: string }[]>;
  /** What Worker and function have logged so far. */
  readLog(): Promise<string>;
  close(): Promise<void>;
}

/** Slow enough to be interrupted in the middle. */
const STREAM = { face: "honest", firstTokenMs: 5, tokenCount: 30, intervalMs: 5 } as const;

export async function startSystem(rootDir: string): Promise<System> {
  const stateDir = await mkdtemp(join(tmpdir(), "netvexa-isolation-"));
  const model = await startScriptedModel({ port: 0, script: STREAM });
  const embeddings = await startScriptedEmbeddings();
  // Beside the product, not inside: so its own page of mails stays closed, as it is when deployed.
  const mailbox = await startMailbox({ file: join(stateDir, "sent.json") });
  const log = openLog(stateDir);
  const swaps = {
    AI_CHAT_BASE_URL: model.url,
    AI_CHAT_MODEL: "scripted",
    AI_EMBED_BASE_URL: embeddings.url,
    AI_EMBED_MODEL: "scripted-words",
    MAIL_HTTP_URL: mailbox.sendUrl,
    MAIL_HTTP_KEY: mailbox.key,
    MAIL_FROM: "NETVEXA <hello@netvexa.test>",
  };
  const options = { port: await freePort(), stateDir, isFresh: false, isWatching: false };
  const closeParts = async () => {
    await Promise.all([model.close(), embeddings.close(), mailbox.close()]);
    await rm(stateDir, { recursive: true, force: true });
  };
  const product = await startProduct({ ...options, rootDir, swaps, log }).catch(async (error: unknown) => {
    await closeParts();
    throw error;
  });
  return {
    url: product.url,
    call: createCall(product.url),
    db: openDatabase({ url: product.settings.DATABASE_URL ?? "" }),
    migrations: await readMigrations(join(rootDir, "db", "migrations")),
    settings: product.settings,
    runtime: product.runtime,
    stateDir,
    model,
    mails: async () => {
      const response = await fetch(`${mailbox.url}/dev/mail.json`);
      return ((await response.json()) as { mails: { to: string; text: string }[] }).mails;
    },
    readLog: () => readFile(log.file, "utf8"),
    close: async () => {
      await product.close();
      await closeParts();
    },
  };
}
