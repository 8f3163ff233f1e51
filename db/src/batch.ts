import { DrizzleQueryError, is, SQL } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { NeonHttpDatabase } from "drizzle-orm/neon-http";
import type { NeonDatabase } from "drizzle-orm/neon-serverless";
import type { Driver } from "./client.ts";

/** Builds statements for a batch; `sql` templates go into it as they are. */
export type StatementBuilder = Pick<
  NeonHttpDatabase,
  "select" | "selectDistinct" | "selectDistinctOn" | "insert" | "update" | "delete" | "with" | "$with" | "execute"
>;

/** A query of the builder, or raw `sql<Row>` whose result is the rows, with times as Postgres prints them. */
export type Statement = BatchItem<"pg"> | SQL;

export type ResultOf<S> = S extends SQL<infer Row> ? Row[] : S extends BatchItem<"pg"> ? S["_"]["result"] : never;
export type ResultsOf<S extends readonly Statement[]> = { -readonly [K in keyof S]: ResultOf<S[K]> };

/** An interactive transaction; nested ones are savepoints. */
export type Transaction = Parameters<Parameters<NeonDatabase["transaction"]>[0]>[0];

/** One HTTP round trip, one transaction, `first` ahead of everything else. An empty batch costs nothing. */
export async function runBatch<const S extends readonly Statement[]>(
  driver: Driver,
  first: readonly SQL[],
  build: (query: StatementBuilder) => S,
): Promise<ResultsOf<S>> {
  const { builder } = driver;
  const statements = build(builder);
  const items = statements.map((statement) => (is(statement, SQL) ? builder.execute(statement) : statement));
  if (items.length === 0) return [] as unknown as ResultsOf<S>;
  const ahead = first.map((statement) => builder.execute(statement));
  const all = await builder.batch([...ahead, ...items] as unknown as [BatchItem<"pg">]);
  const results = (all as unknown as { rows: unknown }[]).slice(first.length);
  return results.map((result, index) => (is(statements[index], SQL) ? result.rows : result)) as ResultsOf<S>;
}

/**
 * An interactive transaction on a connection of its own, `first` ahead of everything else. What Postgres
 * refuses is thrown as in a batch: bare, for Drizzle's wrapper quotes every parameter in its message.
 */
export async function runTransaction<T>(
  driver: Driver,
  first: readonly SQL[],
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  try {
    return await driver.withConnection((connection) =>
      connection.transaction(async (tx) => {
        for (const statement of first) await tx.execute(statement);
        return work(tx);
      }),
    );
  } catch (error) {
    throw bareError(error);
  }
}

/** There is no such database: dropped already, or never made. */
export function isUnknownDatabase(error: unknown): boolean {
  return (error as { code?: unknown }).code === "3D000";
}

/** What the database said, without Drizzle's wrapper. */
export function bareError(error: unknown): unknown {
  return error instanceof DrizzleQueryError && error.cause ? error.cause : error;
}
