import type { ApiKey } from "@netvexa/contract/http/api-keys";
import type { List, ListQuery } from "@netvexa/contract/http/list";
import { controlBatch } from "@netvexa/db/control";
import { apiKey } from "@netvexa/db/schema/tenant";
import { and, desc, eq } from "drizzle-orm";
import type { Context } from "../context.ts";
import { decodeCursor, toPage } from "../cursor.ts";
import { exactText, olderThan } from "../keyset.ts";
import { toApiKey } from "./shape.ts";

/** The tenant's keys, newest first, revoked ones included. */
export async function listApiKeys({ services, tenant }: Context, input: ListQuery): Promise<List<ApiKey>> {
  const after = decodeCursor(input.cursor, "time");
  const [rows] = await controlBatch(services.db, (query) => [
    query
      .select({ row: apiKey, at: exactText(apiKey.createdAt) })
      .from(apiKey)
      .where(and(eq(apiKey.tenantId, tenant.tenantId), olderThan({ at: apiKey.createdAt, id: apiKey.id }, after)))
      .orderBy(desc(apiKey.createdAt), desc(apiKey.id))
      .limit(input.limit + 1),
  ]);
  return toPage(rows, input.limit, {
    item: ({ row }) => toApiKey(row),
    position: ({ row, at }) => ({ at, id: row.id }),
  });
}
