import { fileURLToPath } from "node:url";
import { newId } from "@netvexa/contract/ids";
import { type Database, openDatabase } from "@netvexa/db/client";
import { migrate } from "@netvexa/db/migrate";
import { moveTenant } from "@netvexa/db/placement/move-tenant";
import { ownName } from "@netvexa/db/placement/place";
import { tenantBatch, tenantTx } from "@netvexa/db/tenant";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Foreign, foreignAttempts } from "../testing/foreign-attempts.ts";
import { findPostgres, startPlainPostgres } from "../testing/plain-postgres.ts";
import type { Backend } from "./backend.ts";
import { type Endpoint, startEndpoint } from "./endpoint.ts";
import { createPgliteBackend } from "./pglite/pglite-backend.ts";
import { readMigrations } from "./read-migrations.ts";
import { createServerBackend } from "./server/server-backend.ts";

const migrations = await readMigrations(fileURLToPath(new URL("../../../../db/migrations", import.meta.url)));
const DATABASE = "netvexa";
const NO_SERVER = "this machine has no Postgres server (Debian: apt-get install postgresql)";
const bin = findPostgres();
const [MINE, THEIRS] = [mintTenantContext(newId("tenant")), mintTenantContext(newId("tenant"))];

describe.each(["PGlite", "a Postgres server"] as const)("on %s the role of a tenant's schema", (place) => {
  const isMissing = place !== "PGlite" && bin === undefined;
  let backend: Backend;
  let endpoint: Endpoint;
  let stop: () => Promise<void> = async () => undefined;
  let db: Database;
  /** As in production, where the login is a member of our roles and nothing else; PGlite has superusers only. */
  let attacker: Database;
  let own: string;
  let foreign: Foreign;

  beforeAll(async () => {
    if (isMissing) return;
    backend = await openBackend();
    endpoint = await startEndpoint({ backend, port: 0 });
    await backend.createDatabase(DATABASE);
    // A plain server lacks the extension of the index; nothing here touches its tables.
    const fitting = migrations.filter(({ name }) => place === "PGlite" || name !== "0004_create_search_index");
    await backend.withSession(DATABASE, (execute) => migrate(fitting, execute));
    const open = (login: string) =>
      openDatabase({ url: `postgresql://${login}@${endpoint.host}:${endpoint.port}/${DATABASE}` });
    db = open("postgres");
    for (const { tenantId } of [MINE, THEIRS]) {
      const prepareDatabase = () => Promise.reject(new Error("a schema needs no database"));
      await moveTenant(db, { tenantId, to: "schema", prepareDatabase });
    }
    own = await ownName(MINE.tenantId);
    foreign = await layCanaries(await ownName(THEIRS.tenantId));
    await backend.withSession(DATABASE, (execute) =>
      execute(
        `create role netvexa_app login noinherit; grant netvexa_runtime, netvexa_control, "${own}" to netvexa_app`,
      ),
    );
    attacker = open(place === "PGlite" ? "postgres" : "netvexa_app");
  });

  afterAll(async () => {
    await endpoint?.close();
    await stop();
  });

  async function openBackend(): Promise<Backend> {
    if (place === "PGlite" || bin === undefined) return createPgliteBackend({});
    const server = await startPlainPostgres(bin);
    stop = server.stop;
    return createServerBackend({ databaseUrl: server.url });
  }

  async function layCanaries(schema: string): Promise<Foreign> {
    await tenantBatch(db, THEIRS, () => [
      sql`insert into agent (tenant_id, id, settings, embedding_model) values (${THEIRS.tenantId}, 'agt_canary', '{}', 'none')`,
    ]);
    const [made] = await backend.withSession(DATABASE, (execute) =>
      execute(`create sequence "${schema}".canary; analyze "${schema}".agent; select lo_from_bytea(0, 'canary') as id`),
    );
    return { schema, tenantId: THEIRS.tenantId, largeObject: String(made?.["id"]) };
  }

  /** The code of what the database answers, each attempt in a transaction of its own. */
  async function codeOf(statement: string): Promise<string> {
    try {
      await tenantTx(attacker, MINE, (tx) => tx.execute(sql.raw(statement)));
      return "allowed";
    } catch (error) {
      return String((error as { code?: unknown }).code ?? error);
    }
  }

  test("O-19 is refused every way to another schema, and out of the database", async (context) => {
    if (isMissing) context.skip(NO_SERVER);
    const found: string[] = [];
    for (const { way, sql: statement } of foreignAttempts(own, foreign)) {
      const code = await codeOf(statement);
      if (code !== "42501") found.push(`${way}: ${statement} → ${code}`);
    }
    expect(found).toEqual([]);
  });

  test("O-19 sees nothing of another schema in the catalogue, nor by naming the other tenant", async (context) => {
    if (isMissing) context.skip(NO_SERVER);
    const [, agents, tables, statistics] = await tenantBatch(attacker, MINE, () => [
      sql`select set_config('app.tenant_id', ${THEIRS.tenantId}, true)`,
      sql`select id from agent`,
      sql`select table_name from information_schema.tables where table_schema = ${foreign.schema}`,
      sql`select attname from pg_stats where schemaname = ${foreign.schema}`,
    ]);
    expect([agents, tables, statistics]).toEqual([[], [], []]);
  });

  test("O-19 cannot become a role that owns or bypasses", async (context) => {
    if (place === "PGlite") context.skip("PGlite logs in as superuser, who may become anybody");
    if (isMissing) context.skip(NO_SERVER);
    for (const statement of [
      "set local role netvexa_migrator",
      "set role postgres",
      `set role "${foreign.schema}"`,
      "set session authorization postgres",
      "grant pg_read_all_data to current_user",
      "alter role current_user bypassrls",
    ]) {
      expect([statement, await codeOf(statement)]).toEqual([statement, "42501"]);
    }
  });
});
