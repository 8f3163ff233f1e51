import { fileURLToPath } from "node:url";
import { newId } from "@netvexa/contract/ids";
import { openDatabase } from "@netvexa/db/client";
import { migrate } from "@netvexa/db/migrate";
import { createReferenceSealer } from "@netvexa/db/placement/database-reference";
import { prepareDatabase } from "@netvexa/db/placement/migrate-placements";
import { type MoveOptions, moveTenant } from "@netvexa/db/placement/move-tenant";
import type { Placement } from "@netvexa/db/placement/place";
import { readChecksums, readPlacedTables } from "@netvexa/db/placement/placed-tables";
import { copyAt } from "@netvexa/db/placement/tenant-copy";
import { tenantBatch } from "@netvexa/db/tenant";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { sql } from "drizzle-orm";
import type { Backend, Batch } from "../../postgres/backend.ts";
import { startEndpoint } from "../../postgres/endpoint.ts";
import { createPgliteBackend } from "../../postgres/pglite/pglite-backend.ts";
import { readMigrations } from "../../postgres/read-migrations.ts";

export const migrations = await readMigrations(fileURLToPath(new URL("../../../../../db/migrations", import.meta.url)));
export const DATABASE = "netvexa";
const SECRET = "a secret of the tests that is long enough to pass";

/** A database server with the product's tables, and a way to break the line to it. */
export async function startServer() {
  const backend = createPgliteBackend({});
  const line: { cutBefore: ((batch: Batch) => boolean | Promise<boolean>) | undefined } = { cutBefore: undefined };
  const breakable: Backend = {
    ...backend,
    run: async (batch) => {
      if (await line.cutBefore?.(batch)) throw new Error("the line is cut");
      return backend.run(batch);
    },
  };
  const endpoint = await startEndpoint({ backend: breakable, port: 0 });
  await backend.createDatabase(DATABASE);
  await backend.withSession(DATABASE, (execute) => migrate(migrations, execute));
  const url = `postgresql://netvexa:local@${endpoint.host}:${endpoint.port}/${DATABASE}`;
  return { backend, line, url, close: () => endpoint.close() };
}

export type Server = Awaited<ReturnType<typeof startServer>>;

/** A tenant of that server, as one isolate sees it: each world remembers for itself where the tenant was. */
export function openWorld({ url }: Pick<Server, "url">, { secret = SECRET, tenantId = newId("tenant") } = {}) {
  const db = openDatabase({ url, references: createReferenceSealer([secret]) });
  const tenant = mintTenantContext(tenantId);
  const run = (...statements: ReturnType<typeof sql>[]) => tenantBatch(db, tenant, () => statements);
  return {
    db,
    tenant,
    tenantId,
    run,
    move: (to: MoveOptions["to"], more: Partial<MoveOptions> = {}) =>
      moveTenant(db, {
        tenantId,
        to,
        prepareDatabase: (place) => prepareDatabase(db, { tenantId, place }, migrations),
        ...more,
      }),
    addAgent: (id: string) =>
      run(sql`insert into agent (tenant_id, id, settings, embedding_model) values (${tenantId}, ${id}, '{}', 'none')`),
    readAgents: async () => {
      const [rows] = await run(sql`select id from agent order by id`);
      return (rows as { id: string }[]).map(({ id }) => id);
    },
  };
}

/** Row counts and hashes of what the tenant has in a place, by table; empty tables are left out. */
export async function sumsAt(
  { db, tenantId }: Pick<ReturnType<typeof openWorld>, "db" | "tenantId">,
  place: Placement,
) {
  const copy = await copyAt(db, tenantId, place);
  return (await readChecksums(copy, await readPlacedTables(copy))).filter(({ rows }) => rows > 0);
}

/** What the server still has under that name, and how many changes are written down for the tenant. */
export async function tracesOf({ backend }: Pick<Server, "backend">, name: string, tenantId = "") {
  const [row] = await backend.withSession(DATABASE, (execute) =>
    execute(`select (select count(*) from pg_namespace where nspname = '${name}') as schemas,
      (select count(*) from pg_roles where rolname = '${name}') as roles,
      (select count(*) from placement_change where id = '${tenantId}') as changes`),
  );
  const hasDatabase = await backend.withSession(name, async () => true).catch(() => false);
  return { schemas: Number(row?.schemas), roles: Number(row?.roles), hasDatabase, changes: Number(row?.changes) };
}
