/**
 * `unavailable`: did not answer, or broke off. `rate_limited`: asks us to wait. `refused`: understood the
 * request and will not serve it (credential, model name, content). `invalid`: answered with nonsense.
 */
export type ModelErrorKind = "unavailable" | "rate_limited" | "refused" | "invalid";

export interface ModelErrorDetails {
  /** Whether the same call may succeed later; by default so for `unavailable` and `rate_limited`. */
  retryable?: boolean;
  retryAfterMs?: number | undefined;
  /** The provider's HTTP status, where it gave one. */
  status?: number | undefined;
  cause?: unknown;
}

/** How any model provider fails. The message is for the log only: it may quote the provider. */
export class ModelError extends Error {
  override readonly name = "ModelError";
  readonly kind: ModelErrorKind;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly status: number | undefined;

  constructor(kind: ModelErrorKind, message: string, details: ModelErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.retryable = details.retryable ?? (kind === "unavailable" || kind === "rate_limited");
    this.retryAfterMs = details.retryAfterMs;
    this.status = details.status;
  }
}
