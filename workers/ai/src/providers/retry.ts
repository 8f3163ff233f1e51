import { ModelError } from "../model-error.ts";

export interface RetryOptions {
  readonly maxTries: number;
  /** Longer waits asked for by the provider end the tries. */
  readonly maxWaitMs: number;
  readonly signal: AbortSignal | undefined;
  readonly sleep?: ((ms: number) => Promise<void>) | undefined;
  readonly random?: (() => number) | undefined;
}

const FIRST_WAIT_MS = 200;

/** Whether a failure is one that a second try soon after may cure: the provider said 429 or 5xx. */
function isTransient(error: unknown): error is ModelError {
  return error instanceof ModelError && error.retryable && error.status !== undefined;
}

/**
 * How long to wait before try number `tries + 1`, or undefined if there shall be none. Half of the wait
 * is spread at random.
 */
export function retryWaitMs(error: unknown, tries: number, options: RetryOptions): number | undefined {
  if (tries >= options.maxTries || options.signal?.aborted || !isTransient(error)) return undefined;
  const random = options.random ?? Math.random;
  const waitMs = Math.max(error.retryAfterMs ?? 0, FIRST_WAIT_MS * 2 ** (tries - 1) * (0.5 + random() / 2));
  return waitMs <= options.maxWaitMs ? waitMs : undefined;
}

export async function wait(ms: number, options: RetryOptions): Promise<void> {
  const sleep = options.sleep ?? ((delayMs) => new Promise<void>((resolve) => setTimeout(resolve, delayMs)));
  await sleep(ms);
  options.signal?.throwIfAborted();
}

/** Runs the call again after 429 and 5xx answers. */
export async function withRetries<T>(call: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await call();
    } catch (error) {
      const waitMs = retryWaitMs(error, tries, options);
      if (waitMs === undefined) throw error;
      await wait(waitMs, options);
    }
  }
}
