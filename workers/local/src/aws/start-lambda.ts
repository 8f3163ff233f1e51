import { setTimeout as wait } from "node:timers/promises";
import type { SQSBatchResponse, SQSRecord } from "aws-lambda";
import { createLambdaProcess, type LambdaProcess } from "./lambda-process.ts";
import { openQueue, type Queue } from "./sqs-queue.ts";

export interface StartLambdaOptions {
  queueUrl: string;
  /** Of S3 and SQS together. */
  endpoint: string;
  /** All that the function sees of the environment: DATABASE_URL, AI_EMBED_*, AWS_*, S3_*. */
  env: Readonly<Record<string, string>>;
  /** Module that exports `handler`; the ingestion function unless told otherwise. */
  entry?: string;
  /** Batches at a time, each in a process of its own. */
  concurrency?: number;
  timeoutMs?: number;
  /** Seconds until a failed message is handed out again. */
  retrySeconds?: (receives: number) => number;
  /** Receives each line that the function logs. */
  onLine?: (line: string) => void;
}

export interface LocalLambda {
  /** Takes no more messages, waits for running batches up to `graceMs`, then ends the processes. What is cut off is delivered again. */
  close(options?: { graceMs?: number }): Promise<void>;
}

const TIMEOUT_MS = 300_000;
const GRACE_MS = 10_000;
const POLL_ERROR_WAIT_MS = 1_000;

/** The queue feeds the function as an event source mapping of AWS does: batches in, failed records out. */
export function startLambda(options: StartLambdaOptions): LocalLambda {
  const queue = openQueue(options);
  const stop = new AbortController();
  const processes = Array.from({ length: options.concurrency ?? 2 }, () =>
    createLambdaProcess({
      entry: options.entry ?? import.meta.resolve("@netvexa/ingest/lambda"),
      env: options.env,
      timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
      onLine: options.onLine,
    }),
  );
  const retrySeconds = options.retrySeconds ?? ((receives) => Math.min(2 ** receives, 60));
  const loops = processes.map((lambda) => poll({ queue, lambda, stop: stop.signal, retrySeconds }));
  return {
    async close({ graceMs = GRACE_MS } = {}) {
      stop.abort();
      const grace = new AbortController();
      await Promise.race([
        Promise.all(loops),
        wait(graceMs, undefined, { signal: grace.signal }).catch(() => undefined),
      ]);
      grace.abort();
      for (const lambda of processes) lambda.kill();
      await Promise.all(loops);
    },
  };
}

interface Poller {
  queue: Queue;
  lambda: LambdaProcess;
  stop: AbortSignal;
  retrySeconds: (receives: number) => number;
}

async function poll(poller: Poller): Promise<void> {
  const { queue, stop } = poller;
  while (!stop.aborted) {
    try {
      const records = await queue.receive(stop);
      if (records.length > 0) await runBatch(poller, records);
    } catch {
      // The queue itself is away: while starting, while closing, or for the time of a restart.
      await wait(POLL_ERROR_WAIT_MS, undefined, { signal: stop }).catch(() => undefined);
    }
  }
}

async function runBatch({ queue, lambda, retrySeconds }: Poller, records: readonly SQSRecord[]): Promise<void> {
  const failed = await failedIds(lambda, records);
  await Promise.all(
    records.map((record) => {
      const receives = Number(record.attributes.ApproximateReceiveCount);
      return failed.has(record.messageId) ? queue.postpone(record, retrySeconds(receives)) : queue.remove(record);
    }),
  );
}

async function failedIds(lambda: LambdaProcess, records: readonly SQSRecord[]): Promise<Set<string>> {
  try {
    const response: SQSBatchResponse = await lambda.invoke({ Records: [...records] });
    return new Set(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  } catch {
    // A function that threw, overran its time or died has handled nothing.
    return new Set(records.map(({ messageId }) => messageId));
  }
}
