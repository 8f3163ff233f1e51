import { sql } from "drizzle-orm";
import type { NeonHttpDatabase } from "drizzle-orm/neon-http";
import {
  type ResultsOf,
  runBatch,
  runTransaction,
  type Statement,
  type StatementBuilder,
  type Transaction,
} from "./batch.ts";
import { type Database, driverOf } from "./client.ts";

const STEP_DOWN_SQL = "select set_config('role', 'netvexa_control', true)";
const stepDown = sql.raw(STEP_DOWN_SQL);

/** As `tenantBatch`, for the control plane: no tenant table is visible here. */
export async function controlBatch<const S extends readonly Statement[]>(
  db: Database,
  build: (query: StatementBuilder) => S,
): Promise<ResultsOf<S>> {
  return runBatch(driverOf(db), [stepDown], build);
}

/** As `tenantTx`, for the control plane. */
export async function controlTx<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return runTransaction(driverOf(db), [stepDown], work);
}

export type AuthDatabase = NeonHttpDatabase;

/**
 * A Drizzle database of the control plane for better-auth's adapter, which awaits its queries one by one.
 * Each of them is a transaction of its own in one HTTP round trip, stepped down to the control role;
 * `transaction` opens a WebSocket for its own length. Holds no connection, so there is nothing to close.
 */
export function authDatabase(db: Database): AuthDatabase {
  const auth = driverOf(db).eachQueryAfter(STEP_DOWN_SQL);
  return Object.assign(auth, { transaction: (work: (tx: Transaction) => Promise<unknown>) => controlTx(db, work) });
}
