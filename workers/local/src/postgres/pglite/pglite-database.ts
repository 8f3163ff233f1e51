import type { Batch, ExecuteText, Statement, StatementResult } from "../backend.ts";
import { type Engine, type EngineSetup, startEngine } from "./engine.ts";
import { createExclusive } from "./exclusive.ts";
import { decodeResults, encodePipeline, encodeText, setsSession, transactionStatus } from "./wire.ts";

/**
 * One database. PGlite is a single Postgres session, so whoever uses it holds it alone: a batch for its
 * one exchange, a socket from the first message of a transaction to the last.
 */
export interface PgliteDatabase {
  run(batch: Batch): Promise<StatementResult[]>;
  withSession<T>(use: (execute: ExecuteText) => Promise<T>): Promise<T>;
  /** For the holder of the lock only. */
  exchange: Engine["exchange"];
  acquire(): Promise<() => void>;
  /** Takes back what a session may have left behind: open transaction, role, settings, prepared statements. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

const COMMIT: Statement = { text: "commit", values: [] };

export async function openPgliteDatabase(setup: EngineSetup): Promise<PgliteDatabase> {
  const engine = await startEngine(setup);
  const lock = createExclusive();

  async function execute(bytes: Buffer): Promise<StatementResult[]> {
    const answer = await engine.exchange(bytes);
    if (transactionStatus(answer) !== "idle") await engine.exchange(encodeText("rollback"));
    return decodeResults(answer);
  }

  async function run({ statements, begin }: Batch): Promise<StatementResult[]> {
    const all = begin === undefined ? statements : [{ text: begin, values: [] }, ...statements, COMMIT];
    const pipeline = encodePipeline(all);
    const results = await lock.hold(async () => {
      const answers = await execute(pipeline);
      if (statements.some(({ text }) => setsSession(text))) await reset();
      return answers;
    });
    return begin === undefined ? results : results.slice(1, -1);
  }

  async function withSession<T>(use: (execute: ExecuteText) => Promise<T>): Promise<T> {
    return lock.hold(async () => {
      try {
        return await use(async (sql) => rowsByName(decodeResults(await engine.exchange(encodeText(sql))).at(-1)));
      } finally {
        await reset();
      }
    });
  }

  async function reset(): Promise<void> {
    await engine.exchange(encodeText("rollback"));
    await engine.exchange(encodeText("discard all"));
  }

  return {
    run,
    withSession,
    exchange: engine.exchange,
    acquire: lock.acquire,
    reset,
    close: () => lock.hold(engine.close),
  };
}

function rowsByName(result: StatementResult | undefined): Record<string, string | null>[] {
  const names = result?.fields.map(({ name }) => name) ?? [];
  return result?.rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? null]))) ?? [];
}
