import { fileURLToPath } from "node:url";
import { newId } from "@netvexa/contract/ids";
import { openDatabase } from "@netvexa/db/client";
import { controlBatch } from "@netvexa/db/control";
import { migrate } from "@netvexa/db/migrate";
import { moveTenant } from "@netvexa/db/placement/move-tenant";
import { ownName } from "@netvexa/db/placement/place";
import { databaseFaults } from "@netvexa/db/soundness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startEndpoint } from "./endpoint.ts";
import { createPgliteBackend } from "./pglite/pglite-backend.ts";
import { readMigrations } from "./read-migrations.ts";

const DATABASE = "netvexa";
const tenantId = newId("tenant");
const backend = createPgliteBackend({});
let endpoint: Awaited<ReturnType<typeof startEndpoint>>;
let schema: string;

const open = () => openDatabase({ url: `postgresql://netvexa:local@${endpoint.host}:${endpoint.port}/${DATABASE}` });
const execute = (sql: string) => backend.withSession(DATABASE, (run) => run(sql));

async function faults(): Promise<string[]> {
  const [found] = await controlBatch(open(), () => [databaseFaults()]);
  return found.filter(({ isBreach }) => isBreach).map(({ fault }) => fault);
}

beforeAll(async () => {
  endpoint = await startEndpoint({ backend, port: 0 });
  await backend.createDatabase(DATABASE);
  const migrations = await readMigrations(fileURLToPath(new URL("../../../../db/migrations", import.meta.url)));
  await backend.withSession(DATABASE, (run) => migrate(migrations, run));
  await moveTenant(open(), {
    tenantId,
    to: "schema",
    prepareDatabase: () => Promise.reject(new Error("a schema needs no database")),
  });
  schema = await ownName(tenantId);
});

afterAll(() => endpoint.close());

test("O-12 a database as the migrations make it is sound, tenants' schemas included, and neither old nor unpatched", async () => {
  const [found] = await controlBatch(open(), () => [databaseFaults()]);
  expect(found).toEqual([]);
});

test.each([
  [
    "alter role netvexa_runtime bypassrls",
    "alter role netvexa_runtime nobypassrls",
    "a role is too strong: netvexa_runtime",
  ],
  ["alter role netvexa_control login", "alter role netvexa_control nologin", "a role is too strong: netvexa_control"],
  [
    "grant netvexa_migrator to netvexa_runtime",
    "revoke netvexa_migrator from netvexa_runtime",
    "a role is a member of another: netvexa_runtime",
  ],
  [
    "alter table agent owner to netvexa_runtime",
    "alter table agent owner to netvexa_migrator",
    "a serving role owns a table: netvexa_runtime",
  ],
  [
    "alter table message no force row level security",
    "alter table message force row level security",
    "row security is not forced: message",
  ],
  [
    "alter table SCHEMA.message disable row level security",
    "alter table SCHEMA.message enable row level security",
    "row security is not forced: SCHEMA.message",
  ],
  [
    "grant truncate on lead to netvexa_runtime",
    "revoke truncate on lead from netvexa_runtime",
    "truncate is granted: lead",
  ],
])("O-12 a fault is noticed while the product runs: %s", async (spoil, mend, fault) => {
  await execute(spoil.replace("SCHEMA", schema));
  expect(await faults()).toContain(fault.replace("SCHEMA", schema));
  await execute(mend.replace("SCHEMA", schema));
  expect(await faults()).toEqual([]);
});
