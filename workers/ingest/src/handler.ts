import { IngestJob } from "@netvexa/contract/jobs";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import type { Context, SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { judge } from "./faults.ts";
import type { Log, RecordEvent } from "./logger.ts";
import type { PipelineDeps } from "./pipeline/deps.ts";
import { runJob } from "./pipeline/run-job.ts";
import { failSource } from "./store/report-progress.ts";

export interface HandlerDeps extends PipelineDeps {
  log: Log;
  now: () => number;
  /** Of the queue's redrive policy: after this many deliveries a message is parked. */
  maxReceives: number;
}

type IngestHandler = (event: SQSEvent, context: Pick<Context, "getRemainingTimeInMillis">) => Promise<SQSBatchResponse>;

/** Records of one batch that are worked on at a time. */
const CONCURRENCY = 2;
/** Kept back to write a status and to answer before Lambda ends the process. */
const MARGIN_MS = 5_000;

/**
 * Handles a batch of jobs and names exactly the records that need another delivery. A record that cannot be
 * understood is recorded and acknowledged, for no delivery would make it better.
 */
export function createHandler(deps: HandlerDeps): IngestHandler {
  return async (event, context) => {
    const timeLeftMs = Math.max(context.getRemainingTimeInMillis() - MARGIN_MS, 0);
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), timeLeftMs);
    const waiting = [...event.Records];
    const failures: SQSBatchItemFailure[] = [];
    const work = async () => {
      for (let record = waiting.shift(); record !== undefined; record = waiting.shift()) {
        const isDone = await handleRecord(deps, record, deadline.signal);
        if (!isDone) failures.push({ itemIdentifier: record.messageId });
      }
    };
    try {
      await Promise.all(Array.from({ length: CONCURRENCY }, work));
    } finally {
      clearTimeout(timer);
    }
    return { batchItemFailures: failures };
  };
}

/** True if the record needs no other delivery. Never throws: a record must not stop its neighbours. */
async function handleRecord(deps: HandlerDeps, record: SQSRecord, signal: AbortSignal): Promise<boolean> {
  const startedAt = deps.now();
  const receives = Number(record.attributes.ApproximateReceiveCount);
  const job = parseJob(record.body);
  const log = (more: Pick<RecordEvent, "outcome"> & Partial<RecordEvent>) =>
    deps.log({
      event: "ingest.record",
      messageId: record.messageId,
      receives,
      durationMs: Math.round(deps.now() - startedAt),
      ...(job && { jobId: job.jobId, tenantId: job.tenantId, sourceId: job.sourceId }),
      ...(job && { kind: job.kind, revision: job.revision }),
      ...more,
    });
  if (job === undefined) {
    log({ outcome: "malformed" });
    return true;
  }
  try {
    log(await runJob(deps, job, signal));
    return true;
  } catch (error) {
    const isLast = receives >= deps.maxReceives;
    const { code } = judge(error);
    if (isLast) await giveUp(deps, job, error);
    log({ outcome: isLast ? "exhausted" : "retry", problem: code, fault: faultName(error) });
    // Also after the last delivery: that is what lets the queue park the message where operators look.
    return false;
  }
}

function parseJob(body: string): IngestJob | undefined {
  try {
    return IngestJob.safeParse(JSON.parse(body)).data;
  } catch {
    // Not JSON at all: as malformed as JSON of another shape.
    return undefined;
  }
}

async function giveUp(deps: HandlerDeps, job: IngestJob, error: unknown): Promise<void> {
  try {
    await failSource(deps.db, mintTenantContext(job.tenantId), job, judge(error));
  } catch {
    // The database is the very thing that is down; the first fault is the one worth logging.
  }
}

function faultName(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return error.cause instanceof Error ? `${error.name}: ${error.cause.name}` : error.name;
}
