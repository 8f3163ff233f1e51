import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Database, openDatabase } from "@netvexa/db/client";
import type { Migration } from "@netvexa/db/migrate";
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
    const postgres = await startPostgres({ databaseUrl: env.DATABASE_URL, migrationsDir });
    return { db: openDatabase({ url: postgres.url }), migrations, close: () => postgres.close() };
  }
  const devFile = join(stateDir, "dev.json");
  const { databaseUrl } = (existsSync(devFile) ? JSON.parse(readFileSync(devFile, "utf8")) : {}) as {
    databaseUrl?: string;
  };
  if (databaseUrl === undefined) throw new Error("Start the product first (npm start), or set DATABASE_URL.");
  return { db: openDatabase({ url: databaseUrl }), migrations, close: async () => undefined };
}
