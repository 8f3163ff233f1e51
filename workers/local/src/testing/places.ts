import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { migrate } from "@netvexa/db/migrate";
import type { Backend } from "../postgres/backend.ts";
import { createPgliteBackend } from "../postgres/pglite/pglite-backend.ts";
import { readMigrations } from "../postgres/read-migrations.ts";
import { createServerBackend } from "../postgres/server/server-backend.ts";
import { findPostgres, startPlainPostgres } from "./plain-postgres.ts";
import { insertSample, isTenantTable, readCatalogue, type TableFacts } from "./tenant-catalogue.ts";

const MIGRATIONS_DIR = fileURLToPath(new URL("../../../../db/migrations", import.meta.url));
export const DATABASE = "netvexa";
export const [OURS, THEIRS] = ["ten_ours", "ten_theirs"] as const;

/** Where the rules of the catalogue are tried: what one engine refuses, another may let through. */
export interface Place {
  readonly name: string;
  /** Files left out because the server lacks an extension. */
  readonly without: readonly string[];
  open(): Promise<{ backend: Backend; stop(): Promise<void> }>;
}

const pglite: Place = {
  name: "PGlite",
  without: [],
  open: async () => ({ backend: createPgliteBackend({}), stop: async () => undefined }),
};

function plainPostgres(bin: string): Place {
  const hasVector = readdirSync(bin.replace(/^\/usr\/lib\/(.*)\/bin$/, "/usr/share/$1/extension")).includes(
    "vector.control",
  );
  return {
    name: "a Postgres server",
    without: hasVector ? [] : ["0004_create_search_index"],
    open: async () => {
      const server = await startPlainPostgres(bin);
      return { backend: createServerBackend({ databaseUrl: server.url }), stop: server.stop };
    },
  };
}

export function findPlaces(): Place[] {
  const bin = findPostgres();
  if (bin === undefined) console.warn("No Postgres server on this machine: the catalogue is checked on PGlite alone.");
  return bin === undefined ? [pglite] : [pglite, plainPostgres(bin)];
}

export interface OpenPlace {
  readonly backend: Backend;
  readonly tables: TableFacts[];
  readonly tenantPlane: TableFacts[];
  close(): Promise<void>;
}

/** With every migration, and one row of each of two tenants in every table of the tenant plane. */
export async function openPlace({ open, without }: Place): Promise<OpenPlace> {
  const { backend, stop } = await open();
  await backend.createDatabase(DATABASE);
  const migrations = (await readMigrations(MIGRATIONS_DIR)).filter(({ name }) => !without.includes(name));
  await backend.withSession(DATABASE, (execute) => migrate(migrations, execute));
  const tables = await readCatalogue(backend, DATABASE);
  const tenantPlane = tables.filter(isTenantTable);
  const fill = tenantPlane.flatMap((table) => [insertSample(table, OURS), insertSample(table, THEIRS)]);
  // Samples are laid in no order; triggers, and with them references, rest until all are there.
  await backend.withSession(DATABASE, async (execute) => {
    await execute(`set session_replication_role = replica; ${fill.join("; ")}`);
  });
  const close = async () => {
    await backend.close();
    await stop();
  };
  return { backend, tables, tenantPlane, close };
}
