import { customType, foreignKey, integer, pgTable, primaryKey, smallint, sparsevec, text } from "drizzle-orm/pg-core";
import { id, tenantId } from "./_columns.ts";
import { tenantPolicies } from "./_policies.ts";
import { agent } from "./agent.ts";
import { chunk } from "./source.ts";

/** Terms are below 2^29. */
export const TERM_DIMENSIONS = 536_870_912;

/** `vector` without a size: each agent has its own model. */
const anyVector = customType<{ data: string }>({ dataType: () => "vector" });

/** How many chunks an agent's index holds; its row is the lock that writers of the index take first. */
export const indexStat = pgTable(
  "index_stat",
  {
    tenantId: tenantId(),
    agentId: id("agent_id", "agent").notNull(),
    chunks: integer("chunks").notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.agentId] }),
    foreignKey({ columns: [table.tenantId, table.agentId], foreignColumns: [agent.tenantId, agent.id] }).onDelete(
      "cascade",
    ),
    ...tenantPolicies(),
  ],
);

/** In how many chunks of the agent a term occurs; kept by triggers of `chunk_index`. */
export const termStat = pgTable(
  "term_stat",
  {
    tenantId: tenantId(),
    agentId: id("agent_id", "agent").notNull(),
    /** 1 words, 2 grams. */
    kind: smallint("kind").notNull(),
    term: integer("term").notNull(),
    chunks: integer("chunks").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.agentId, table.kind, table.term] }), ...tenantPolicies()],
);

export const chunkIndex = pgTable(
  "chunk_index",
  {
    tenantId: tenantId(),
    agentId: id("agent_id", "agent").notNull(),
    chunkId: id("chunk_id", "chunk").notNull(),
    documentId: id("document_id", "document").notNull(),
    embeddingModel: text("embedding_model").notNull(),
    /** BM25 impacts by term, without idf. */
    words: sparsevec("words", { dimensions: TERM_DIMENSIONS }).notNull(),
    grams: sparsevec("grams", { dimensions: TERM_DIMENSIONS }).notNull(),
    embedding: anyVector("embedding").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.chunkId] }),
    foreignKey({ columns: [table.tenantId, table.chunkId], foreignColumns: [chunk.tenantId, chunk.id] }).onDelete(
      "cascade",
    ),
    ...tenantPolicies(),
  ],
);
