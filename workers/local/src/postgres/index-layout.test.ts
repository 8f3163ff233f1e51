import { fileURLToPath } from "node:url";
import { newId } from "@netvexa/contract/ids";
import { openDatabase } from "@netvexa/db/client";
import { migrate } from "@netvexa/db/migrate";
import { moveTenant } from "@netvexa/db/placement/move-tenant";
import { ownName } from "@netvexa/db/placement/place";
import { writeIndex } from "@netvexa/db/search/write-index";
import { tenantBatch, tenantTx } from "@netvexa/db/tenant";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startEndpoint } from "./endpoint.ts";
import { createPgliteBackend } from "./pglite/pglite-backend.ts";
import { readMigrations } from "./read-migrations.ts";

const migrations = await readMigrations(fileURLToPath(new URL("../../../../db/migrations", import.meta.url)));
const SLIM = migrations.findIndex(({ name }) => name === "0030_keep_search_rows_slim");
const DATABASE = "netvexa";
const PAGE_BYTES = 8192;
const MODEL = { id: "m", dims: 512 };
const [CHUNKS, WORDS, GRAMS] = [60, 60, 250];

const backend = createPgliteBackend({});
let endpoint: Awaited<ReturnType<typeof startEndpoint>>;

beforeAll(async () => {
  endpoint = await startEndpoint({ backend, port: 0 });
  await backend.createDatabase(DATABASE);
});

afterAll(() => endpoint.close());

const migrateTo = (count: number) =>
  backend.withSession(DATABASE, (execute) => migrate(migrations.slice(0, count), execute));

function terms(count: number, from: number) {
  const list = Array.from({ length: count }, (_, n) => 1 + from + n * 977);
  return { terms: list, frequencies: list.map(() => 1), length: count };
}

async function fill(db: ReturnType<typeof openDatabase>, tenant: ReturnType<typeof mintTenantContext>) {
  const { tenantId } = tenant;
  const [agentId, documentId, sourceId] = [newId("agent"), newId("document"), newId("source")];
  const chunks = Array.from({ length: CHUNKS }, (_, n) => ({
    chunkId: newId("chunk"),
    analysed: { words: terms(WORDS, n), grams: terms(GRAMS, n) },
    embedding: Float32Array.from({ length: MODEL.dims }, (_, d) => Math.sin(1 + n * 12.9898 + d * 78.233)),
  }));
  await tenantBatch(db, tenant, () => [
    sql`insert into agent (tenant_id, id, settings, embedding_model) values (${tenantId}, ${agentId}, '{}', 'm')`,
    sql`insert into source (tenant_id, id, agent_id, kind, name, status, input_key)
      values (${tenantId}, ${sourceId}, ${agentId}, 'documents', 's', 'ready', 'k')`,
    sql`insert into document (tenant_id, id, source_id, agent_id, external_id, title, content_hash)
      values (${tenantId}, ${documentId}, ${sourceId}, ${agentId}, 'x', 't', 'h')`,
    ...chunks.map(
      ({ chunkId }, n) => sql`insert into chunk (tenant_id, id, document_id, source_id, agent_id, position, text)
        values (${tenantId}, ${chunkId}, ${documentId}, ${sourceId}, ${agentId}, ${n}, 't')`,
    ),
  ]);
  await tenantTx(db, tenant, (tx) =>
    writeIndex(tx, { tenantId, agentId, model: MODEL, documents: [{ documentId, chunks }] }),
  );
}

test("a search reads two rows of the index in a page, in the shared tables and in schemas old and new", async () => {
  await migrateTo(SLIM);
  const db = openDatabase({ url: `postgresql://netvexa:local@${endpoint.host}:${endpoint.port}/${DATABASE}` });
  const openTenant = () => mintTenantContext(newId("tenant"));
  const [shared, older, newer] = [openTenant(), openTenant(), openTenant()];
  const toSchema = (tenantId: typeof older.tenantId) =>
    moveTenant(db, { tenantId, to: "schema", prepareDatabase: () => Promise.reject(new Error("not for a schema")) });
  // By hand: the mover of today wants the tables of today.
  const old = await ownName(older.tenantId);
  await backend.withSession(DATABASE, async (execute) => {
    await execute(`select public.align_tenant_schema('${old}')`);
    await execute(`insert into tenant_placement (id, kind, ref) values ('${older.tenantId}', 'schema', '${old}')`);
  });
  await migrateTo(migrations.length);
  await toSchema(newer.tenantId);
  const schemas = ["public", old, await ownName(newer.tenantId)];
  for (const tenant of [shared, older, newer]) await fill(db, tenant);
  for (const schema of schemas) {
    const [row] = await backend.withSession(DATABASE, (execute) =>
      execute(`select pg_relation_size('"${schema}".chunk_index') as bytes`),
    );
    expect(Number(row?.["bytes"])).toBeLessThanOrEqual((CHUNKS / 2) * PAGE_BYTES);
  }
});
