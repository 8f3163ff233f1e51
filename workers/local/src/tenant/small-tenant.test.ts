import { fileURLToPath } from "node:url";
import { newId } from "@netvexa/contract/ids";
import { type Database, openDatabase } from "@netvexa/db/client";
import { prepareDatabase } from "@netvexa/db/placement/migrate-placements";
import { moveTenant } from "@netvexa/db/placement/move-tenant";
import type { Placement } from "@netvexa/db/placement/place";
import { confirmMove } from "@netvexa/db/placement/settle-move";
import { impactsText, PIVOT_LENGTH } from "@netvexa/db/search/bm25";
import { searchIndex } from "@netvexa/db/search/search-index";
import type { FusionWeights } from "@netvexa/db/search/types";
import { vectorText } from "@netvexa/db/search/vector-text";
import { tenantBatch } from "@netvexa/db/tenant";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { type SQL, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readMigrations } from "../postgres/read-migrations.ts";
import { type Postgres, startPostgres } from "../postgres/start-postgres.ts";
import { makeExactScan } from "./testing/exact-scan.ts";
import { type Corpus, MODEL, makeCorpus } from "./testing/large-corpus.ts";

const migrationsDir = fileURLToPath(new URL("../../../../db/migrations", import.meta.url));
const [LARGE, SMALL] = [20_000, 50];
const K = 10;
const QUERIES = 6;
const ROWS_PER_STATEMENT = 5_000;
const MEANING: FusionWeights = { words: 0, grams: 0, vector: 1 };
const ALL: FusionWeights = { words: 0.35, grams: 0.35, vector: 0.3 };

let postgres: Postgres;
let db: Database;

beforeAll(async () => {
  postgres = await startPostgres({ migrationsDir });
  await postgres.migrate();
  db = openDatabase({ url: postgres.url });
});

afterAll(() => postgres.close());

/** A tenant in its place, with an agent that knows the corpus. */
async function openTenant(corpus: Corpus, place: Placement["kind"]) {
  const tenant = mintTenantContext(newId("tenant"));
  const { tenantId } = tenant;
  const agentId = newId("agent");
  if (place !== "shared") {
    const migrations = await readMigrations(migrationsDir);
    await moveTenant(db, {
      tenantId,
      to: place,
      prepareDatabase: (target) => prepareDatabase(db, { tenantId, place: target }, migrations),
    });
    await confirmMove(db, tenantId);
  }
  await tenantBatch(db, tenant, () => [
    ...insertPassages(tenantId, agentId, corpus),
    ...insertIndex(tenantId, agentId, corpus),
  ]);
  const exact = makeExactScan(corpus);

  /** The share of the truly best that a search finds; it must find as many as were asked for. */
  async function recall(fusion: FusionWeights): Promise<number> {
    const query = corpus.query();
    const [hits] = await tenantBatch(db, tenant, () => [
      searchIndex({ ...query, tenantId, agentId, fusion, limit: K }),
    ]);
    expect(hits).toHaveLength(K);
    const best = new Set(exact(query, fusion, K));
    return hits.filter(({ chunkId }) => best.has(chunkId)).length / K;
  }

  return async (fusion: FusionWeights): Promise<number> => {
    let total = 0;
    for (let n = 0; n < QUERIES; n += 1) total += await recall(fusion);
    return total / QUERIES;
  };
}

function insertPassages(tenantId: string, agentId: string, { chunks }: Corpus): SQL[] {
  return [
    sql`insert into agent (tenant_id, id, settings, embedding_model) values (${tenantId}, ${agentId}, '{}', ${MODEL.id})`,
    sql`insert into source (tenant_id, id, agent_id, kind, name, status, input_key)
      values (${tenantId}, 'src', ${agentId}, 'documents', 's', 'ready', 'k')`,
    sql`insert into document (tenant_id, id, source_id, agent_id, external_id, title, content_hash)
      values (${tenantId}, 'doc', 'src', ${agentId}, 'x', 't', 'h')`,
    sql`insert into chunk (tenant_id, id, document_id, source_id, agent_id, position, text)
      select ${tenantId}, 'chk_' || n - 1, 'doc', 'src', ${agentId}, n, 't' from generate_series(1, ${chunks.length}::int) n`,
  ];
}

/** What `writeIndex` stores, in larger bites: its triggers count the terms of each statement anew. */
function insertIndex(tenantId: string, agentId: string, { chunks }: Corpus): SQL[] {
  return Array.from({ length: Math.ceil(chunks.length / ROWS_PER_STATEMENT) }, (_, bite) => {
    const rows = chunks
      .slice(bite * ROWS_PER_STATEMENT, (bite + 1) * ROWS_PER_STATEMENT)
      .map(({ chunkId, analysed, embedding }) => [
        chunkId,
        impactsText(analysed.words, PIVOT_LENGTH.words),
        impactsText(analysed.grams, PIVOT_LENGTH.grams),
        vectorText(embedding, MODEL.dims),
      ]);
    return sql`insert into chunk_index (tenant_id, agent_id, chunk_id, document_id, embedding_model, words, grams, embedding)
      select ${tenantId}, ${agentId}, item->>0, 'doc', ${MODEL.id}, (item->>1)::sparsevec, (item->>2)::sparsevec, (item->>3)::vector
      from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) as item`;
  });
}

const [largeCorpus, smallCorpus] = [makeCorpus(1, LARGE), makeCorpus(2, SMALL)];

// A schema is searched by the same statement as a database; filling it takes seconds.
test.each(["shared", "database"] as const)(
  "O-17 a tenant of 50 chunks and one of 20,000 both get all they asked for, and the right ones: the large one in %s",
  async (place) => {
    const large = await openTenant(largeCorpus, place);
    const small = await openTenant(smallCorpus, "shared");
    for (const recall of [small, large]) {
      expect(await recall(MEANING)).toBeGreaterThanOrEqual(0.95);
      expect(await recall(ALL)).toBeGreaterThanOrEqual(0.95);
    }
  },
);
