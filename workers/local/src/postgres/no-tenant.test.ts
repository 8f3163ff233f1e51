import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { migrate } from "@netvexa/db/migrate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { insertSample, isTenantTable, readCatalogue, type TableFacts } from "../testing/tenant-catalogue.ts";
import type { Backend } from "./backend.ts";
import { createPgliteBackend } from "./pglite/pglite-backend.ts";
import { readMigrations } from "./read-migrations.ts";

const DATABASE = "netvexa";
const STEP_DOWN = "set_config('role', 'netvexa_runtime', true)";
let dataDir: string;
let backend: Backend;
let tables: TableFacts[];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "netvexa-no-tenant-"));
  backend = createPgliteBackend({ dataDir });
  await backend.createDatabase(DATABASE);
  const migrations = await readMigrations(fileURLToPath(new URL("../../../../db/migrations", import.meta.url)));
  await backend.withSession(DATABASE, (execute) => migrate(migrations, execute));
  tables = (await readCatalogue(backend, DATABASE)).filter(isTenantTable);
  const fill = tables.map((table) => insertSample(table, "ten_ours"));
  await backend.withSession(DATABASE, (execute) =>
    execute(`set session_replication_role = replica; ${fill.join("; ")}`),
  );
  // Migrations name tenants, and PGlite has one session: only a new one has never had any.
  await backend.close();
  backend = createPgliteBackend({ dataDir });
});

afterAll(async () => {
  await backend.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** The rows of every tenant table, one transaction each, behind these settings. */
async function rowsSeen(settings: string): Promise<string[]> {
  const seen: string[] = [];
  for (const { name } of tables) {
    const statements = [`select ${settings}`, `select 1 from ${name}`].map((text) => ({ text, values: [] }));
    const results = await backend.run({ database: DATABASE, begin: "begin", statements });
    if (results.at(-1)?.rows.length !== 0) seen.push(name);
  }
  return seen;
}

const settingNow = () =>
  backend.withSession(DATABASE, (execute) =>
    execute("select coalesce(current_setting('app.tenant_id', true), 'null') as tenant"),
  );

test("O-13 a connection that never had a tenant sees no row, and neither does one that had a tenant before", async () => {
  expect(tables.length).toBeGreaterThanOrEqual(10);
  expect(await settingNow()).toEqual([{ tenant: "null" }]);
  expect(await rowsSeen(STEP_DOWN)).toEqual([]);
  // The rows are there, and the session is the one that had no tenant.
  expect(await rowsSeen(`${STEP_DOWN}, set_config('app.tenant_id', 'ten_ours', true)`)).toHaveLength(tables.length);
  // Not null any more but empty: the state that a cast or an "if unset, allow" would trip over.
  expect(await settingNow()).toEqual([{ tenant: "" }]);
  expect(await rowsSeen(STEP_DOWN)).toEqual([]);
});
