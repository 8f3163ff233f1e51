import { fileURLToPath } from "node:url";
import { type Id, newId } from "@netvexa/contract/ids";
import { openDatabase } from "@netvexa/db/client";
import { prepareDatabase } from "@netvexa/db/placement/migrate-placements";
import { moveTenant } from "@netvexa/db/placement/move-tenant";
import { confirmMove } from "@netvexa/db/placement/settle-move";
import { searchIndex } from "@netvexa/db/search/search-index";
import { tenantBatch } from "@netvexa/db/tenant";
import { mintTenantContext, type TenantContext } from "@netvexa/db/tenant-context";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readMigrations } from "../postgres/read-migrations.ts";
import { type Postgres, startPostgres } from "../postgres/start-postgres.ts";

const migrationsDir = fileURLToPath(new URL("../../../../db/migrations", import.meta.url));
const migrations = await readMigrations(migrationsDir);
const DIMS = 16;
const K = 10;
const NOTHING = { terms: [], frequencies: [], length: 0 };
let postgres: Postgres;

beforeAll(async () => {
  postgres = await startPostgres({ migrationsDir });
  await postgres.migrate();
});

afterAll(() => postgres.close());

/** Vectors from a sine, so that each run has the same. */
const vectorSql = (n: string) =>
  sql.raw(
    `(select ('[' || string_agg(sin(${n} * 12.9898 + d * 78.233)::text, ',' order by d) || ']')::vector from generate_series(1, ${DIMS}) d)`,
  );

async function fill(db: ReturnType<typeof openDatabase>, tenant: TenantContext, chunks: number) {
  const { tenantId } = tenant;
  const agentId = newId("agent");
  await tenantBatch(db, tenant, () => [
    sql`insert into agent (tenant_id, id, settings, embedding_model) values (${tenantId}, ${agentId}, '{}', 'm')`,
    sql`insert into source (tenant_id, id, agent_id, kind, name, status, input_key)
      values (${tenantId}, 'src', ${agentId}, 'documents', 's', 'ready', 'k')`,
    sql`insert into document (tenant_id, id, source_id, agent_id, external_id, title, content_hash)
      values (${tenantId}, 'doc', 'src', ${agentId}, 'x', 't', 'h')`,
    sql`insert into chunk (tenant_id, id, document_id, source_id, agent_id, position, text)
      select ${tenantId}, 'chk_' || n, 'doc', 'src', ${agentId}, n, 't' from generate_series(1, ${chunks}::int) n`,
    sql`insert into chunk_index (tenant_id, agent_id, chunk_id, document_id, embedding_model, words, grams, embedding)
      select ${tenantId}, ${agentId}, 'chk_' || n, 'doc', 'm', '{1:1}/536870912', '{1:1}/536870912', l2_normalize(${vectorSql("n")})
      from generate_series(1, ${chunks}::int) n`,
  ]);
  return agentId;
}

async function recall(db: ReturnType<typeof openDatabase>, tenant: TenantContext, agentId: Id<"agent">, seed: number) {
  const raw = Array.from({ length: DIMS }, (_, d) => Math.sin(seed * 3.7 + d * 1.3));
  const size = Math.hypot(...raw);
  const embedding = Float32Array.from(raw, (value) => value / size);
  const [exact, found] = await tenantBatch(db, tenant, () => [
    sql<{ id: string }>`select chunk_id as id from chunk_index where agent_id = ${agentId}
      order by embedding <=> ${`[${embedding.join(",")}]`}::vector limit ${K}`,
    searchIndex({
      tenantId: tenant.tenantId,
      agentId,
      words: NOTHING,
      grams: NOTHING,
      vector: { embedding, model: { id: "m", dims: DIMS } },
      fusion: { words: 0, grams: 0, vector: 1 },
      limit: K,
    }),
  ]);
  expect(found).toHaveLength(K);
  const best = new Set(exact.map(({ id }) => id));
  return found.filter(({ chunkId }) => best.has(chunkId)).length / K;
}

test("O-17 a tenant of 50 chunks beside one of 3,000 gets all it asked for, in each placement", async () => {
  const db = openDatabase({ url: postgres.url });
  const [small, large] = [mintTenantContext(newId("tenant")), mintTenantContext(newId("tenant"))];
  const largeAgent = await fill(db, large, 3000);
  const smallAgent = await fill(db, small, 50);
  for (const to of ["shared", "schema", "database"] as const) {
    await moveSmall(to);
    for (const seed of [1, 2, 3]) {
      expect(await recall(db, small, smallAgent, seed)).toBeGreaterThanOrEqual(0.95);
      expect(await recall(db, large, largeAgent, seed)).toBeGreaterThanOrEqual(0.95);
    }
  }

  async function moveSmall(to: "shared" | "schema" | "database") {
    const { tenantId } = small;
    await moveTenant(db, {
      tenantId,
      to,
      prepareDatabase: (place) => prepareDatabase(db, { tenantId, place }, migrations),
    });
    await confirmMove(db, small.tenantId);
  }
});
