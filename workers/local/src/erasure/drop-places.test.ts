import { fileURLToPath } from "node:url";
import { newId } from "@netvexa/contract/ids";
import { openDatabase } from "@netvexa/db/client";
import { controlBatch } from "@netvexa/db/control";
import { migrate } from "@netvexa/db/migrate";
import { dropPlaces } from "@netvexa/db/placement/drop-places";
import { prepareDatabase } from "@netvexa/db/placement/migrate-placements";
import { findPlacement } from "@netvexa/db/placement/move-record";
import { moveTenant } from "@netvexa/db/placement/move-tenant";
import { ownName, type Placement } from "@netvexa/db/placement/place";
import { confirmMove } from "@netvexa/db/placement/settle-move";
import { tenantBatch } from "@netvexa/db/tenant";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { verifyAuditChain } from "@netvexa/edge/services/audit/verify";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Backend } from "../postgres/backend.ts";
import { startEndpoint } from "../postgres/endpoint.ts";
import { createPgliteBackend } from "../postgres/pglite/pglite-backend.ts";
import { readMigrations } from "../postgres/read-migrations.ts";
import { createServerBackend } from "../postgres/server/server-backend.ts";
import { findPostgres, startPlainPostgres } from "../testing/plain-postgres.ts";

const all = await readMigrations(fileURLToPath(new URL("../../../../db/migrations", import.meta.url)));
const DATABASE = "netvexa";
type Kind = Placement["kind"];

interface Server {
  readonly name: string;
  /** Databases are real ones, which a query can list. */
  readonly isReal: boolean;
  start(): Promise<{ backend: Backend; login: string; stop(): Promise<void> }>;
}

const pglite: Server = {
  name: "PGlite",
  isReal: false,
  start: async () => ({ backend: createPgliteBackend({}), login: "netvexa:local", stop: async () => undefined }),
};

function plainPostgres(bin: string): Server {
  return {
    name: "a Postgres server",
    isReal: true,
    start: async () => {
      const server = await startPlainPostgres(bin);
      return { backend: createServerBackend({ databaseUrl: server.url }), login: "postgres:none", stop: server.stop };
    },
  };
}

const bin = findPostgres();
if (bin === undefined) console.warn("No Postgres server on this machine: databases are dropped on PGlite alone.");

describe.each(bin === undefined ? [pglite] : [pglite, plainPostgres(bin)])("on $name", ({ isReal, start }) => {
  // The server of this machine may lack the extension for vectors.
  const migrations = isReal ? all.filter(({ name }) => name !== "0004_create_search_index") : all;
  let server: Awaited<ReturnType<Server["start"]>>;
  let endpoint: Awaited<ReturnType<typeof startEndpoint>>;
  let url: string;
  /** Requests that still get through. */
  let budget = Number.POSITIVE_INFINITY;

  beforeAll(async () => {
    server = await start();
    const { backend } = server;
    endpoint = await startEndpoint({
      backend: {
        ...backend,
        run: async (batch) => {
          budget -= 1;
          if (budget < 0) throw new Error("killed");
          return backend.run(batch);
        },
        serve: (socket) => {
          budget -= 1;
          if (budget < 0) socket.terminate();
          else backend.serve(socket);
        },
      },
      port: 0,
    });
    await server.backend.createDatabase(DATABASE);
    await server.backend.withSession(DATABASE, (execute) => migrate(migrations, execute));
    url = `postgresql://${server.login}@${endpoint.host}:${endpoint.port}/${DATABASE}`;
  });
  afterEach(() => {
    budget = Number.POSITIVE_INFINITY;
  });
  afterAll(async () => {
    await endpoint.close();
    await server.stop();
  });

  function openTenant() {
    const db = openDatabase({ url });
    const tenant = mintTenantContext(newId("tenant"));
    const { tenantId } = tenant;
    const act = (name: string) =>
      tenantBatch(db, tenant, () => [
        sql`insert into agent (tenant_id, id, settings, embedding_model) values (${tenantId}, ${`agt_${name}`}, '{}', 'none')`,
        sql`insert into audit_event (tenant_id, id, actor_kind, actor_id, action, target_kind, target_id, detail)
          values (${tenantId}, ${`evt_${name}`}, 'user', 'usr_1', 'agent.create', 'agent', ${`agt_${name}`}, '{"n": 1}')`,
      ]);
    const move = (to: Kind) =>
      moveTenant(db, {
        tenantId,
        to,
        prepareDatabase: (place) => prepareDatabase(db, { tenantId, place }, migrations),
      });
    const agents = async () => (await tenantBatch(db, tenant, () => [sql`select from agent`]))[0].length;
    const events = async () => {
      const [rows] = await tenantBatch(db, tenant, () => [
        sql<{ id: string }>`select id from audit_event order by seq`,
      ]);
      return rows.map(({ id }) => id);
    };
    return { db, tenant, tenantId, act, move, agents, events };
  }

  const read = (text: string, database = DATABASE) =>
    server.backend.withSession(database, async (execute) => (await execute(text)).length);

  /** Rows of the tenant in any table but the log, its schema, its role, its database. */
  async function remains(tenantId: string): Promise<string[]> {
    const name = await ownName(tenantId);
    const tables = await server.backend.withSession(DATABASE, (execute) =>
      execute(`select attrelid::regclass::text as name, attname as key from pg_attribute join pg_class on oid = attrelid
        where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'audit_event'
        and attname in ('tenant_id', 'id') and atttypid = 'text'::regtype`),
    );
    const found: string[] = [];
    for (const { name: table, key } of tables)
      if ((await read(`select from ${table} where ${key} = '${tenantId}'`)) > 0) found.push(`${table}`);
    if ((await read(`select from pg_namespace where nspname = '${name}'`)) > 0) found.push("schema");
    if ((await read(`select from pg_roles where rolname = '${name}'`)) > 0) found.push("role");
    if ((await read(`select from pg_database where datname = '${name}'`)) > 0) found.push("database");
    return found;
  }

  /** Where it ends, and how it came there; `kept`: the last copy was not confirmed. */
  const HISTORIES: [string, Kind[], boolean][] = [
    ["in the shared tables", [], false],
    ["in a schema", ["schema"], false],
    ["in a schema, with the shared copy kept", ["schema"], true],
    ["in a database", ["database"], false],
    ["in a database, with the shared copy kept", ["database"], true],
    ["in the shared tables, with the schema kept", ["schema", "shared"], true],
    ["in the shared tables, with the database kept", ["database", "shared"], true],
    ["in a schema, after a database", ["database", "schema"], false],
  ];
  // A database of the twin takes a second to begin, so it sees each kind of place once and the server all.
  test.each(isReal ? HISTORIES : HISTORIES.slice(-2))(
    "nothing but the log is left of a tenant that lives %s",
    async (_where, path, isKept) => {
      const { db, tenant, tenantId, act, move, events } = openTenant();
      const bystander = openTenant();
      await bystander.act("theirs");
      await act("0");
      for (const [index, kind] of path.entries()) {
        await move(kind);
        if (!isKept || index < path.length - 1) await confirmMove(db, tenantId);
        await act(`${index + 1}`);
      }
      await dropPlaces(db, tenant);
      expect(await remains(tenantId)).toEqual([]);
      await expect(read("select 1", await ownName(tenantId))).rejects.toThrow("does not exist");
      expect((await findPlacement(db, tenantId)).kind).toBe("shared");
      const report = await verifyAuditChain(db, tenant);
      expect(report.broken).toBeUndefined();
      expect((await events()).toSorted()).toEqual(["evt_0", ...path.map((_, index) => `evt_${index + 1}`)]);
      expect(await bystander.agents()).toBe(1);
    },
  );

  test.each(isReal ? (["schema", "database"] as const) : (["schema"] as const))(
    "it may be killed anywhere and called again, with a %s",
    async (kind) => {
      const { db, tenant, tenantId, act, move, events } = openTenant();
      await act("0");
      await move(kind);
      await act("1");
      // Each call gets one request further than the one before.
      for (let requests = 1, isWhole = false; !isWhole; requests += 1) {
        budget = requests;
        isWhole = await dropPlaces(db, tenant).then(
          () => true,
          () => false,
        );
        expect(isWhole).toBe(budget >= 0);
      }
      budget = Number.POSITIVE_INFINITY;
      expect(await remains(tenantId)).toEqual([]);
      expect(await events()).toEqual(["evt_0", "evt_1"]);
    },
  );

  test("who still remembers the old place finds nothing there and nothing elsewhere", async () => {
    for (const kind of ["schema", "database"] as const) {
      const { db, tenant, tenantId, act, move } = openTenant();
      await move(kind);
      await act("1");
      const stale = openDatabase({ url });
      const look = () => tenantBatch(stale, tenant, () => [sql`select from agent`]);
      expect((await look())[0]).toHaveLength(1);
      await dropPlaces(db, tenant);
      expect((await look())[0]).toEqual([]);
      const [rows] = await controlBatch(db, () => [sql`select from tenant_placement where id = ${tenantId}`]);
      expect(rows).toEqual([]);
    }
  });
});
