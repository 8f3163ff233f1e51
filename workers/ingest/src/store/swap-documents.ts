import type { Embedder } from "@netvexa/ai/embed";
import type { Id } from "@netvexa/contract/ids";
import type { IngestJob } from "@netvexa/contract/jobs";
import type { Transaction } from "@netvexa/db/batch";
import type { Database } from "@netvexa/db/client";
import { chunkIndex } from "@netvexa/db/schema/search";
import { chunk, document, source } from "@netvexa/db/schema/source";
import type { AnalysedText } from "@netvexa/db/search/types";
import { removeIndex, writeIndex } from "@netvexa/db/search/write-index";
import { tenantTx } from "@netvexa/db/tenant";
import type { TenantContext } from "@netvexa/db/tenant-context";
import { and, eq, inArray, sql } from "drizzle-orm";
import type { DocumentChunk } from "../chunk/chunk-ids.ts";
import { RetryableFault } from "../faults.ts";
import { lockSource, recountSources } from "./lock-source.ts";

export interface ReadyChunk extends DocumentChunk {
  /** Absent for a chunk that stands in the index already. */
  indexed?: { analysed: AnalysedText; embedding: Float32Array } | undefined;
}

export interface ReadyDocument {
  id: Id<"document">;
  externalId: string;
  title: string;
  url?: string | undefined;
  contentHash: string;
  chunks: readonly ReadyChunk[];
}

interface Swap {
  tx: Transaction;
  job: IngestJob;
  model: { id: string; dims: number };
}

const ROWS_PER_STATEMENT = 500;

/**
 * Puts new versions in the place of old ones, all documents in one transaction: a reader sees the old or the new,
 * never a part. Passages that did not change stay untouched. Does nothing for a document that another delivery
 * has stored, or that a later source of the agent has taken over.
 */
export async function swapDocuments(
  db: Database,
  tenant: TenantContext,
  job: IngestJob,
  documents: readonly ReadyDocument[],
  model: Embedder["model"],
): Promise<"stored" | "deleted" | "stale"> {
  return tenantTx(db, tenant, async (tx) => {
    const lock = await lockSource(tx, job);
    if (lock.state !== "held") return lock.state;
    const owners = await readOwners(tx, job, documents);
    const wanted = documents.filter(({ id, contentHash }) => {
      const owner = owners.get(id);
      if (owner === undefined) return true;
      if (owner.sourceId === job.sourceId) return owner.contentHash !== contentHash;
      return owner.sourceCreatedAt <= lock.createdAt;
    });
    if (wanted.length === 0) return "stored";
    const swap: Swap = { tx, job, model: { id: model.id, dims: model.dims ?? 0 } };
    await writeDocuments(swap, wanted);
    const kept = await removeOldChunks(swap, wanted);
    await writeChunks(swap, wanted, kept);
    const before = wanted.flatMap(({ id }) => owners.get(id)?.sourceId ?? []);
    await recountSources(tx, job.tenantId, [job.sourceId, ...before]);
    return "stored";
  });
}

async function readOwners(tx: Transaction, job: IngestJob, documents: readonly ReadyDocument[]) {
  const ids = documents.map(({ id }) => id);
  const rows = await tx
    .select({
      id: document.id,
      contentHash: document.contentHash,
      sourceId: document.sourceId,
      sourceCreatedAt: source.createdAt,
    })
    .from(document)
    .innerJoin(source, and(eq(source.tenantId, document.tenantId), eq(source.id, document.sourceId)))
    .where(and(eq(document.tenantId, job.tenantId), inArray(document.id, ids)));
  return new Map(rows.map((row) => [row.id, row]));
}

async function writeDocuments({ tx, job }: Swap, documents: readonly ReadyDocument[]): Promise<void> {
  const rows = documents.map(({ chunks, url, ...rest }) => ({
    ...rest,
    url: url ?? null,
    tenantId: job.tenantId,
    sourceId: job.sourceId,
    agentId: job.agentId,
    chunks: chunks.length,
  }));
  await tx
    .insert(document)
    .values(rows)
    .onConflictDoUpdate({
      target: [document.tenantId, document.id],
      set: {
        sourceId: sql`excluded.source_id`,
        title: sql`excluded.title`,
        url: sql`excluded.url`,
        contentHash: sql`excluded.content_hash`,
        chunks: sql`excluded.chunks`,
        updatedAt: sql`now()`,
      },
    });
}

/** Takes out what the new versions do not hold, and gives the ids of what stays. */
async function removeOldChunks(
  { tx, job, model }: Swap,
  documents: readonly ReadyDocument[],
): Promise<Set<Id<"chunk">>> {
  const ids = documents.map(({ id }) => id);
  const rows = await tx
    .select({ id: chunk.id, model: chunkIndex.embeddingModel })
    .from(chunk)
    .leftJoin(chunkIndex, and(eq(chunkIndex.tenantId, chunk.tenantId), eq(chunkIndex.chunkId, chunk.id)))
    .where(and(eq(chunk.tenantId, job.tenantId), inArray(chunk.documentId, ids)));
  const wanted = new Set(documents.flatMap(({ chunks }) => chunks.map(({ id }) => id)));
  const stays = new Set(rows.filter((row) => wanted.has(row.id) && row.model === model.id).map((row) => row.id));
  const goes = rows.map((row) => row.id).filter((id) => !stays.has(id));
  if (goes.length > 0) {
    await removeIndex(tx, { tenantId: job.tenantId, agentId: job.agentId, chunkIds: goes });
    await tx.execute(sql`
      delete from chunk where tenant_id = ${job.tenantId}
        and id in (select jsonb_array_elements_text(${JSON.stringify(goes)}::jsonb))`);
  }
  return stays;
}

async function writeChunks(swap: Swap, documents: readonly ReadyDocument[], kept: Set<Id<"chunk">>): Promise<void> {
  const { tx, job, model } = swap;
  const all = documents.flatMap(({ id, chunks }) => chunks.map((item) => ({ ...item, documentId: id })));
  await placeKeptChunks(
    swap,
    all.filter(({ id }) => kept.has(id)),
  );
  const rows = all
    .filter(({ id }) => !kept.has(id))
    .map(({ id, documentId, position, heading, text }) => ({
      tenantId: job.tenantId,
      id,
      documentId,
      sourceId: job.sourceId,
      agentId: job.agentId,
      position,
      heading: heading ?? null,
      text,
    }));
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    await tx.insert(chunk).values(rows.slice(start, start + ROWS_PER_STATEMENT));
  }
  await writeIndex(tx, {
    tenantId: job.tenantId,
    agentId: job.agentId,
    model,
    documents: documents.map(({ id, chunks }) => ({
      documentId: id,
      chunks: chunks.filter((item) => !kept.has(item.id)).map((item) => ({ chunkId: item.id, ...indexedOf(item) })),
    })),
  });
}

function indexedOf({ indexed }: ReadyChunk) {
  // Planned as unchanged, but another delivery has removed it since: the next delivery plans anew.
  if (indexed === undefined) throw new RetryableFault("unavailable");
  return indexed;
}

async function placeKeptChunks(
  { tx, job }: Swap,
  kept: readonly { id: Id<"chunk">; position: number }[],
): Promise<void> {
  if (kept.length === 0) return;
  const places = JSON.stringify(kept.map(({ id, position }) => [id, position]));
  await tx.execute(sql`
    update chunk set position = (place->>1)::integer, source_id = ${job.sourceId}
    from jsonb_array_elements(${places}::jsonb) as place
    where tenant_id = ${job.tenantId} and id = place->>0
      and (position, source_id) is distinct from ((place->>1)::integer, ${job.sourceId})`);
}
