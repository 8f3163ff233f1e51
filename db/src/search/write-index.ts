import { type SQL, sql } from "drizzle-orm";
import { impactsText, PIVOT_LENGTH } from "./bm25.ts";
import type { IndexedChunk, IndexRemoval, IndexWrite } from "./types.ts";
import { vectorText } from "./vector-text.ts";

/** A `Transaction` of `tenantTx`, or anything that runs SQL in one transaction. */
export interface SqlRunner {
  execute(query: SQL): PromiseLike<unknown>;
}

/** Rows of one statement: some megabytes of text at most. */
const ROWS_PER_STATEMENT = 100;

/**
 * Adds chunks to the index, or does nothing for those that are in it; their `chunk` rows exist already.
 * Holds the lock of the agent's index until the transaction ends, so it belongs near the end of one.
 * Throws a `RangeError`, before anything is written, for a vector that is not of the model's size, has
 * anything but numbers, or is zero.
 */
export async function writeIndex(tx: SqlRunner, write: IndexWrite): Promise<void> {
  const rows = write.documents.flatMap(({ documentId, chunks }) =>
    chunks.map((chunk) => indexRow(documentId, chunk, write.model.dims)),
  );
  if (rows.length === 0) return;
  await tx.execute(lockIndex(write));
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    await tx.execute(insertRows(write, rows.slice(start, start + ROWS_PER_STATEMENT)));
  }
}

/** Takes chunks out of the index, to be called before their `chunk` rows go: a cascade does the same one row at a time. */
export async function removeIndex(tx: SqlRunner, removal: IndexRemoval): Promise<void> {
  const [column, ids] =
    "documentIds" in removal ? [sql`document_id`, removal.documentIds] : [sql`chunk_id`, removal.chunkIds];
  if (ids.length === 0) return;
  await tx.execute(lockIndex(removal));
  await tx.execute(sql`
    delete from chunk_index
    where tenant_id = ${removal.tenantId} and agent_id = ${removal.agentId}
      and ${column} in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`);
}

type IndexRow = readonly [chunkId: string, documentId: string, words: string, grams: string, embedding: string];

function indexRow(documentId: string, { chunkId, analysed, embedding }: IndexedChunk, dims: number): IndexRow {
  return [
    chunkId,
    documentId,
    impactsText(analysed.words, PIVOT_LENGTH.words),
    impactsText(analysed.grams, PIVOT_LENGTH.grams),
    vectorText(embedding, dims),
  ];
}

function lockIndex({ tenantId, agentId }: { tenantId: string; agentId: string }): SQL {
  return sql`
    insert into index_stat as stat (tenant_id, agent_id) values (${tenantId}, ${agentId})
    on conflict (tenant_id, agent_id) do update set chunks = stat.chunks`;
}

function insertRows({ tenantId, agentId, model }: IndexWrite, rows: readonly IndexRow[]): SQL {
  return sql`
    insert into chunk_index (tenant_id, agent_id, embedding_model, chunk_id, document_id, words, grams, embedding)
    select ${tenantId}, ${agentId}, ${model.id},
      item->>0, item->>1, (item->>2)::sparsevec, (item->>3)::sparsevec, (item->>4)::vector
    from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) as item
    on conflict (tenant_id, chunk_id) do nothing`;
}
