import type { List, ListQuery } from "@netvexa/contract/http/list";
import type { Document } from "@netvexa/contract/http/sources";
import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { document } from "@netvexa/db/schema/source";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, desc, eq } from "drizzle-orm";
import type { Context } from "../context.ts";
import { decodeCursor, toPage } from "../cursor.ts";
import { exactText, olderThan } from "../keyset.ts";
import { selectSource } from "../source/find.ts";

/** The documents of one source, newest first. */
export async function listDocuments(
  { services, tenant }: Context,
  { sourceId, cursor, limit }: ListQuery & { sourceId: Id<"source"> },
): Promise<List<Document>> {
  const after = decodeCursor(cursor, "time");
  const [[owner], rows] = await tenantBatch(services.db, tenant, (query) => [
    selectSource(query, tenant, sourceId),
    query
      .select({ row: document, at: exactText(document.createdAt) })
      .from(document)
      .where(
        and(
          eq(document.tenantId, tenant.tenantId),
          eq(document.sourceId, sourceId),
          olderThan({ at: document.createdAt, id: document.id }, after),
        ),
      )
      .orderBy(desc(document.createdAt), desc(document.id))
      .limit(limit + 1),
  ]);
  if (owner === undefined) throw new ServiceError("not_found");
  return toPage(rows, limit, {
    item: ({ row }) => toDocument(row),
    position: ({ row, at }) => ({ at, id: row.id }),
  });
}

function toDocument(row: typeof document.$inferSelect): Document {
  return {
    id: row.id,
    sourceId: row.sourceId,
    externalId: row.externalId,
    title: row.title,
    ...(row.url === null ? {} : { url: row.url }),
    chunks: row.chunks,
    updatedAt: row.updatedAt.toISOString(),
  };
}
