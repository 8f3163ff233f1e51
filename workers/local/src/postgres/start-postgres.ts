import { openDatabase } from "@netvexa/db/client";
import { migrate as applyMigrations } from "@netvexa/db/migrate";
import type { ReferenceSealer } from "@netvexa/db/placement/database-reference";
import { migratePlacements, type PlacementMigration } from "@netvexa/db/placement/migrate-placements";
import { startEndpoint } from "./endpoint.ts";
import { createPgliteBackend } from "./pglite/pglite-backend.ts";
import { readMigrations } from "./read-migrations.ts";
import { createServerBackend } from "./server/server-backend.ts";

const DEFAULT_DATABASE = "netvexa";

export interface PostgresOptions {
  /** Where PGlite keeps its databases; absent = in memory. */
  dataDir?: string;
  /** A Postgres server to use instead of PGlite. */
  databaseUrl?: string;
  /** Of the endpoint; absent = any free one. */
  port?: number;
  migrationsDir: string;
}

export interface Postgres {
  /** For `openDatabase`; names the default database. */
  readonly url: string;
  readonly port: number;
  urlOf(database: string): string;
  createDatabase(name: string): Promise<void>;
  /** Brings a database up to date (that of `url` unless named), making it if need be; returns the names of what was applied. */
  migrate(name?: string): Promise<string[]>;
  /** Then each place that a tenant has for itself; one that fails is reported and does not hold up the others. */
  migratePlacements(references?: ReferenceSealer): Promise<PlacementMigration[]>;
  close(): Promise<void>;
}

export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { databaseUrl, dataDir, migrationsDir, port = 0 } = options;
  const backend =
    databaseUrl === undefined
      ? createPgliteBackend(dataDir === undefined ? {} : { dataDir })
      : createServerBackend({ databaseUrl });
  const endpoint = await startEndpoint({ backend, port });

  function urlOf(database: string): string {
    const url = new URL(databaseUrl ?? `postgresql://netvexa:local@${endpoint.host}`);
    if (!isNeon(url)) {
      url.hostname = endpoint.host;
      url.port = String(endpoint.port);
    }
    url.pathname = `/${encodeURIComponent(database)}`;
    return url.href;
  }

  const database = (databaseUrl && decodeURIComponent(new URL(databaseUrl).pathname.slice(1))) || DEFAULT_DATABASE;

  async function migrate(name = database): Promise<string[]> {
    await backend.createDatabase(name);
    const migrations = await readMigrations(migrationsDir);
    return backend.withSession(name, (execute) => applyMigrations(migrations, execute));
  }

  return {
    url: urlOf(database),
    port: endpoint.port,
    urlOf,
    createDatabase: backend.createDatabase,
    migrate,
    migratePlacements: async (references) =>
      migratePlacements(
        openDatabase({ url: urlOf(database), ...(references && { references }) }),
        await readMigrations(migrationsDir),
      ),
    close: endpoint.close,
  };
}

/** Neon speaks to its driver by itself and needs no endpoint in front. */
function isNeon(url: URL): boolean {
  return url.hostname.endsWith(".neon.tech");
}
