import type { SQSBatchResponse, SQSEvent } from "aws-lambda";

/** Parent to child: run the handler once. */
export interface Invocation {
  id: number;
  event: SQSEvent;
  timeoutMs: number;
}

/** Child to parent. */
export type InvocationResult = { id: number; response: SQSBatchResponse } | { id: number; error: string };
