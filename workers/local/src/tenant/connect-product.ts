import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Database, openDatabase } from "@netvexa/db/client";
import type { Migration } from "@netvexa/db/migrate";
import { createReferenceSealer } from "@netvexa/db/placement/database-reference";
import { readMigrations } from "../postgres/read-migrations.ts";
import { startPostgres } from "../postgres/start-postgres.ts";

export interface ConnectedProduct {
  readonly db: Database;
  readonly migrations: readonly Migration[];
  close(): Promise<void>;
}

/** The database of the product that runs on this machine, or the server that `DATABASE_URL` names. */
export async function connectProduct(
  env: NodeJS.ProcessEnv,
  { rootDir, stateDir = join(rootDir, ".local") }: { rootDir: string; stateDir?: string | undefined },
): Promise<ConnectedProduct> {
  const migrationsDir = join(rootDir, "db", "migrations");
  const migrations = await readMigrations(migrationsDir);
  if (env.DATABASE_URL) {
    const references = createReferenceSealer([env.DATABASE_REFERENCE_SECRET, env.DATABASE_REFERENCE_SECRET_BEFORE]);
    const postgres = await startPostgres({ databaseUrl: env.DATABASE_URL, migrationsDir });
    return { db: openDatabase({ url: postgres.url, references }), migrations, close: () => postgres.close() };
  }
  const { databaseUrl } = readJson<{ databaseUrl: string }>(join(stateDir, "dev.json"));
  if (databaseUrl === undefined) throw new Error("Start the product first (npm start), or set DATABASE_URL.");
  const { DATABASE_REFERENCE_SECRET } = readJson<{ DATABASE_REFERENCE_SECRET: string }>(join(stateDir, "secrets.json"));
  const references = createReferenceSealer([DATABASE_REFERENCE_SECRET]);
  return { db: openDatabase({ url: databaseUrl, references }), migrations, close: async () => undefined };
}

function readJson<T>(file: string): Partial<T> {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Partial<T>) : {};
}
