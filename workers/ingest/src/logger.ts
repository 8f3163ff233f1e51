import type { JobResult } from "./pipeline/run-job.ts";

/** One wide event for each SQS record; never text, titles or addresses of a customer. */
export interface RecordEvent extends Omit<JobResult, "outcome"> {
  event: "ingest.record";
  outcome: JobResult["outcome"] | "malformed" | "retry" | "exhausted";
  messageId: string;
  receives: number;
  durationMs: number;
  jobId?: string;
  tenantId?: string;
  sourceId?: string;
  kind?: string;
  revision?: number;
  /** Name of the fault's class and, where it has one, of its cause: for the log only. */
  fault?: string;
}

export type Log = (event: RecordEvent) => void;

/** One JSON line to standard output, where CloudWatch and the local runner pick it up. */
export function createJsonLog(write: (line: string) => void = (line) => process.stdout.write(`${line}\n`)): Log {
  return (event) => write(JSON.stringify(event));
}
