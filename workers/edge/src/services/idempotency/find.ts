import { ServiceError } from "@netvexa/contract/problem";
import { idempotency } from "@netvexa/db/schema/idempotency";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, eq } from "drizzle-orm";
import type { Context } from "../context.ts";
import type { Effect } from "./record.ts";
import { openResponse } from "./sealed-response.ts";

/** The stored effect of the key, if there is one. Throws `idempotency_conflict` if it came with another body. */
export async function findEffect({ services, tenant, idempotency: request }: Context): Promise<Effect | undefined> {
  if (request === undefined) return undefined;
  const [[row]] = await tenantBatch(services.db, tenant, (query) => [
    query
      .select()
      .from(idempotency)
      .where(
        and(
          eq(idempotency.tenantId, tenant.tenantId),
          eq(idempotency.route, request.route),
          eq(idempotency.key, request.key),
        ),
      ),
  ]);
  if (row === undefined) return undefined;
  if (row.bodyHash !== request.bodyHash) throw new ServiceError("idempotency_conflict");
  if (row.status === null) return undefined;
  const { status, response } = row;
  return { status, response: response === null ? null : await openResponse({ services, tenant }, request, response) };
}
