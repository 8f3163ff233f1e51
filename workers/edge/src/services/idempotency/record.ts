import type { StatementBuilder } from "@netvexa/db/batch";
import { idempotency } from "@netvexa/db/schema/idempotency";
import type { Context } from "../context.ts";

export interface Effect {
  status: number;
  /** The body of the answer; null for none. */
  response: unknown;
}

/**
 * The statement that stores an effect under its key, to run in the transaction of the effect itself: both
 * stand or neither. A second request with the key at the same time fails on it, and takes its own effect back.
 */
export function recordEffect(context: Context, query: StatementBuilder, effect: Effect) {
  const { idempotency: request, services, tenant } = context;
  if (request === undefined) return [];
  const { route, key, bodyHash } = request;
  request.isRecorded = true;
  return [
    query.insert(idempotency).values({
      tenantId: tenant.tenantId,
      route,
      key,
      bodyHash,
      status: effect.status,
      response: effect.response,
      createdAt: new Date(services.now()),
    }),
  ];
}
