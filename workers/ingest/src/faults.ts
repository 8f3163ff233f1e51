import { ModelError } from "@netvexa/ai/model-error";
import { PROBLEMS, type ProblemCode, ServiceError } from "@netvexa/contract/problem";

/** A fault that may be gone at the next delivery. The message is fit for the owner's eyes. */
export class RetryableFault extends Error {
  override readonly name = "RetryableFault";
  readonly code: ProblemCode;

  constructor(code: ProblemCode, more: { detail?: string; cause?: unknown } = {}) {
    super(more.detail ?? PROBLEMS[code].explanation, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
  }
}

export interface Verdict {
  code: ProblemCode;
  detail: string;
  isRetryable: boolean;
}

const RETRYABLE_CODES: ReadonlySet<ProblemCode> = new Set(["unavailable", "embedding_unavailable"]);

/** What a failure means for the source: said in the catalogue's words, and whether another delivery could help. */
export function judge(error: unknown): Verdict {
  if (error instanceof RetryableFault) return { code: error.code, detail: error.message, isRetryable: true };
  if (error instanceof ServiceError) {
    return { code: error.code, detail: error.message, isRetryable: RETRYABLE_CODES.has(error.code) };
  }
  if (error instanceof ModelError) return verdict("embedding_unavailable", error.retryable);
  if (isDataError(error)) return verdict("internal", false);
  return verdict("unavailable", true);
}

function verdict(code: ProblemCode, isRetryable: boolean): Verdict {
  return { code, detail: PROBLEMS[code].explanation, isRetryable };
}

/** SQLSTATE classes 22 and 23: the values themselves are refused, so no repetition helps. */
function isDataError(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    const { code } = cause as { code?: unknown };
    if (typeof code === "string" && /^2[23][0-9A-Z]{3}$/.test(code)) return true;
  }
  return error instanceof RangeError;
}
