import type { StatementBuilder } from "@netvexa/db/batch";
import { idempotency } from "@netvexa/db/schema/idempotency";
import type { Context } from "../context.ts";
import { sealResponse } from "./sealed-response.ts";

export interface Effect {
  status: number;
  /** The body of the answer; null for none. */
  response: unknown;
}

const CONVERSATION_ID = /cnv_[0-9a-z]{26}/g;

/**
 * Seals an effect, and gives the statement that stores it under its key, to run in the transaction of the effect itself:
 * both stand or neither. A second request with the key at the same time fails on it, and takes its own effect back.
 */
export async function recordEffect(context: Context, { status, response }: Effect) {
  const { idempotency: request, services, tenant } = context;
  if (request === undefined) return () => [];
  const { route, key, bodyHash } = request;
  const row = {
    ...{ tenantId: tenant.tenantId, route, key, bodyHash, status },
    response: response === null ? null : await sealResponse(context, request, response),
    conversationIds: [...new Set(`${route} ${JSON.stringify(response)}`.match(CONVERSATION_ID))],
    createdAt: new Date(services.now()),
  };
  request.isRecorded = true;
  return (query: StatementBuilder) => [query.insert(idempotency).values(row)];
}
