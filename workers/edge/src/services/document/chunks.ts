import type { List, ListQuery } from "@netvexa/contract/http/list";
import type { Chunk } from "@netvexa/contract/http/sources";
import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { chunk, document } from "@netvexa/db/schema/source";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, asc, eq } from "drizzle-orm";
import type { Context } from "../context.ts";
import { decodeCursor, toPage } from "../cursor.ts";
import { beyond } from "../keyset.ts";

/** The passages of one document in their order. */
export async function listChunks(
  { services, tenant }: Context,
  { documentId, cursor, limit }: ListQuery & { documentId: Id<"document"> },
): Promise<List<Chunk>> {
  const { tenantId } = tenant;
  const after = decodeCursor(cursor, "number");
  const [[owner], rows] = await tenantBatch(services.db, tenant, (query) => [
    query
      .select({ id: document.id })
      .from(document)
      .where(and(eq(document.tenantId, tenantId), eq(document.id, documentId))),
    query
      .select()
      .from(chunk)
      .where(
        and(
          eq(chunk.tenantId, tenantId),
          eq(chunk.documentId, documentId),
          beyond({ at: chunk.position, id: chunk.id }, after),
        ),
      )
      .orderBy(asc(chunk.position), asc(chunk.id))
      .limit(limit + 1),
  ]);
  if (owner === undefined) throw new ServiceError("not_found");
  return toPage(rows, limit, {
    item: (row) => ({
      id: row.id,
      documentId: row.documentId,
      position: row.position,
      ...(row.heading === null ? {} : { heading: row.heading }),
      text: row.text,
    }),
    position: (row) => ({ at: String(row.position), id: row.id }),
  });
}
