import { fileURLToPath } from "node:url";
import { newId } from "@netvexa/contract/ids";
import { type Database, openDatabase } from "@netvexa/db/client";
import { migrate } from "@netvexa/db/migrate";
import { moveTenant } from "@netvexa/db/placement/move-tenant";
import { tenantBatch } from "@netvexa/db/tenant";
import { mintTenantContext, type TenantContext } from "@netvexa/db/tenant-context";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Endpoint, startEndpoint } from "../postgres/endpoint.ts";
import { readMigrations } from "../postgres/read-migrations.ts";
import { createServerBackend } from "../postgres/server/server-backend.ts";
import { makeConnectionsCuttable } from "../testing/cuttable.ts";
import { findPostgres, type PlainPostgres, startPlainPostgres } from "../testing/plain-postgres.ts";
import { startTransactionPooler, type TransactionPooler } from "../testing/transaction-pooler.ts";
import { type Outcome, planRequests, runRequest } from "./testing/pooled-request.ts";

const REQUESTS = 5000;
/** Requests under way at the same time, over two connections. */
const AT_ONCE = 16;
/** Two in the same tables, with nothing but row security between them, and one in a schema of its own. */
const SHARED = [mintTenantContext(newId("tenant")), mintTenantContext(newId("tenant"))] as const;
const APART = mintTenantContext(newId("tenant"));
const TENANTS = [...SHARED, APART];
/** How a request may end: the codes of Postgres, or the words of the driver whose connection was cut. */
const FAILURES = { throw: "22012", "time-out": "57014", refusal: "42501" } as const;

/** Everything that a transaction could leave behind for the next borrower of its connection. */
const PROBE = `select current_user, coalesce(current_setting('app.tenant_id', true), ''), current_setting('search_path'),
  current_setting('statement_timeout'),
  (select count(*) from pg_locks where pid = pg_backend_pid() and locktype = 'advisory'),
  (select count(*) from pg_prepared_statements),
  (select count(*) from pg_class where relnamespace = pg_my_temp_schema())`;
const NOTHING_LEFT = 'postgres||"$user", public|0|0|0|0';

const bin = findPostgres();
let server: PlainPostgres;
let pooler: TransactionPooler;
let endpoint: Endpoint;
let db: Database;

beforeAll(async () => {
  if (bin === undefined) return;
  server = await startPlainPostgres(bin);
  await prepare(server.url);
  pooler = await startTransactionPooler({ serverUrl: server.url, connections: 2, probe: PROBE });
  endpoint = await startEndpoint({ backend: createServerBackend({ databaseUrl: pooler.url }), port: 0 });
  db = openDatabase({ url: `postgresql://postgres@${endpoint.host}:${endpoint.port}/postgres` });
  for (const { tenantId } of TENANTS)
    await tenantBatch(db, mintTenantContext(tenantId), () => [
      sql`insert into agent (tenant_id, id, settings, embedding_model) values (${tenantId}, 'agt', '{}', 'none')`,
    ]);
  // A tenant apart has a role and a search path of its own, which could be left behind as well.
  await moveTenant(db, {
    tenantId: APART.tenantId,
    to: "schema",
    prepareDatabase: () => Promise.reject(new Error("a schema needs no database")),
  });
  makeConnectionsCuttable();
});

afterAll(async () => {
  vi.unstubAllGlobals();
  await endpoint?.close();
  await pooler?.stop();
  await server?.stop();
});

async function prepare(databaseUrl: string): Promise<void> {
  const backend = createServerBackend({ databaseUrl });
  // The tables of the index need an extension that a plain server lacks; these requests do not touch them.
  const migrations = await readMigrations(fileURLToPath(new URL("../../../../db/migrations", import.meta.url)));
  const without = migrations.filter(({ name }) => name !== "0004_create_search_index");
  await backend.withSession("postgres", (execute) => migrate(without, execute));
  await backend.close();
}

async function runAll(): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const queue = planRequests(REQUESTS, TENANTS).values();
  const work = async () => {
    for (const plan of queue) outcomes.push(await runRequest(db, plan));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return outcomes;
}

async function readSources(tenantId: TenantContext["tenantId"]): Promise<string[]> {
  const [rows] = await tenantBatch(db, mintTenantContext(tenantId), () => [sql<{ id: string }>`select id from source`]);
  return rows.map(({ id }) => id);
}

test("O-14 requests of three tenants over two connections never meet, however they end", async (context) => {
  if (bin === undefined) context.skip("this machine has no Postgres server (Debian: apt-get install postgresql)");
  const outcomes = await runAll();
  const wrong = outcomes.filter(({ plan: { tenant, ending }, seen, failure }) => {
    if (seen !== undefined) return seen.join() !== tenant.tenantId || (ending !== "commit" && ending !== "cut");
    return ending === "commit" || (ending !== "cut" && failure !== FAILURES[ending]);
  });
  expect(wrong).toEqual([]);
  expect(outcomes.filter(({ plan, failure }) => plan.ending === "cut" && failure !== undefined)).not.toEqual([]);
  expect([...pooler.found.keys()]).toEqual([NOTHING_LEFT]);

  for (const tenant of TENANTS) {
    const stored = new Set(await readSources(tenant.tenantId));
    const own = outcomes.filter(({ plan }) => plan.tenant === tenant);
    const kept = (ending: string) => own.filter(({ plan }) => plan.ending === ending && stored.has(plan.id));
    expect(kept("commit")).toHaveLength(own.filter(({ plan }) => plan.ending === "commit").length);
    // Whoever was cut off cannot know whether the commit had gone through.
    expect(kept("commit").length + kept("cut").length).toBe(stored.size);
  }
}, 180_000);
