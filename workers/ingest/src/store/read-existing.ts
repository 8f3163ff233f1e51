import type { Id } from "@netvexa/contract/ids";
import type { Database } from "@netvexa/db/client";
import { chunkIndex } from "@netvexa/db/schema/search";
import { document } from "@netvexa/db/schema/source";
import { tenantBatch } from "@netvexa/db/tenant";
import type { TenantContext } from "@netvexa/db/tenant-context";
import { and, eq, inArray } from "drizzle-orm";

export interface StoredDocument {
  id: Id<"document">;
  sourceId: Id<"source">;
  contentHash: string;
}

export async function readDocuments(
  db: Database,
  tenant: TenantContext,
  ids: readonly Id<"document">[],
): Promise<Map<Id<"document">, StoredDocument>> {
  const [rows] = await tenantBatch(db, tenant, (query) => [
    query
      .select({ id: document.id, sourceId: document.sourceId, contentHash: document.contentHash })
      .from(document)
      .where(and(eq(document.tenantId, tenant.tenantId), inArray(document.id, [...ids]))),
  ]);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Chunks of these documents that stand in the index with a vector of this model: their texts need no embedding. */
export async function readEmbeddedChunks(
  db: Database,
  tenant: TenantContext,
  ids: readonly Id<"document">[],
  modelId: string,
): Promise<Set<Id<"chunk">>> {
  const [rows] = await tenantBatch(db, tenant, (query) => [
    query
      .select({ id: chunkIndex.chunkId })
      .from(chunkIndex)
      .where(
        and(
          eq(chunkIndex.tenantId, tenant.tenantId),
          inArray(chunkIndex.documentId, [...ids]),
          eq(chunkIndex.embeddingModel, modelId),
        ),
      ),
  ]);
  return new Set(rows.map((row) => row.id));
}
