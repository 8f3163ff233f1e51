import { isId } from "@netvexa/contract/ids";
import { type SQL, sql } from "drizzle-orm";
import {
  type ResultsOf,
  runBatch,
  runTransaction,
  type Statement,
  type StatementBuilder,
  type Transaction,
} from "./batch.ts";
import { type Database, driverOf } from "./client.ts";
import type { TenantContext } from "./tenant-context.ts";

/**
 * Runs independent statements as one transaction in one HTTP round trip, as the runtime role and under
 * row security of this tenant. Results come in the order of the statements. All or nothing.
 */
export async function tenantBatch<const S extends readonly Statement[]>(
  db: Database,
  tenant: TenantContext,
  build: (query: StatementBuilder) => S,
): Promise<ResultsOf<S>> {
  return runBatch(driverOf(db), stepDown(tenant), build);
}

/**
 * An interactive transaction, for when a later statement needs an earlier result. It costs a WebSocket
 * connection; prefer `tenantBatch`. A throw inside rolls back.
 */
export async function tenantTx<T>(
  db: Database,
  tenant: TenantContext,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return runTransaction(driverOf(db), stepDown(tenant), work);
}

/** Both settings end with the transaction, so nothing is left for the next borrower of a pooled connection. */
function stepDown(tenant: TenantContext): SQL {
  if (!isId("tenant", tenant?.tenantId)) throw new TypeError("tenant data was asked for without a tenant");
  return sql`select set_config('role', 'netvexa_runtime', true), set_config('app.tenant_id', ${tenant.tenantId}, true)`;
}
