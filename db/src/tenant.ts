import {
  type ResultsOf,
  runBatch,
  runTransaction,
  type Statement,
  type StatementBuilder,
  type Transaction,
} from "./batch.ts";
import type { Database } from "./client.ts";
import { atHome } from "./placement/find-home.ts";
import type { TenantContext } from "./tenant-context.ts";

/**
 * Runs independent statements as one transaction in one HTTP round trip, where the tenant lives, as the role of
 * that place and under row security of this tenant. Results come in the order of the statements. All or nothing.
 * `build` is called again when the tenant turns out to have moved. Throws `unavailable` for a write during a move.
 */
export async function tenantBatch<const S extends readonly Statement[]>(
  db: Database,
  tenant: TenantContext,
  build: (query: StatementBuilder) => S,
): Promise<ResultsOf<S>> {
  return atHome(
    db,
    tenant,
    ({ driver, first }) => runBatch(driver, first, build),
    () => true,
  );
}

/**
 * An interactive transaction, for when a later statement needs an earlier result. It costs a WebSocket
 * connection; prefer `tenantBatch`. A throw inside rolls back. `work` is called once.
 */
export async function tenantTx<T>(
  db: Database,
  tenant: TenantContext,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  let hasBegun = false;
  const begin = (tx: Transaction) => {
    hasBegun = true;
    return work(tx);
  };
  return atHome(
    db,
    tenant,
    ({ driver, first }) => runTransaction(driver, first, begin),
    () => !hasBegun,
  );
}
