import { LIMITS } from "@netvexa/contract/limits";

/** Questions that may still be asked of the agent, over all conversations of one visitor or of one network. */
export interface Bucket {
  turns: number;
  filledAtMs: number;
}

export interface BucketRate {
  burst: number;
  perMinute: number;
}

export interface Grant {
  turns: number;
  /** Until as many as were wanted may be had; 0 if they were given. */
  retryAfterMs: number;
}

const MINUTE_MS = 60_000;

export const VISITOR_RATE: BucketRate = { burst: LIMITS.visitorTurnsBurst, perMinute: LIMITS.visitorTurnsPerMinute };
export const NETWORK_RATE: BucketRate = { burst: LIMITS.networkTurnsBurst, perMinute: LIMITS.networkTurnsPerMinute };

export const SESSION_RENEWAL_RATE: BucketRate = {
  burst: LIMITS.sessionRenewalsBurst,
  perMinute: LIMITS.sessionRenewalsPerMinute,
};
export const NETWORK_RENEWAL_RATE: BucketRate = {
  burst: LIMITS.networkRenewalsBurst,
  perMinute: LIMITS.networkRenewalsPerMinute,
};

/** A bucket that nobody has drawn from is full. */
export function fill(bucket: Bucket | undefined, { burst, perMinute }: BucketRate, nowMs: number): Bucket {
  if (bucket === undefined) return { turns: burst, filledAtMs: nowMs };
  const gained = (Math.max(0, nowMs - bucket.filledAtMs) * perMinute) / MINUTE_MS;
  return { turns: Math.min(burst, bucket.turns + gained), filledAtMs: nowMs };
}

/** From when on it is as good as one that nobody has drawn from. */
export function isFullAtMs({ turns, filledAtMs }: Bucket, { burst, perMinute }: BucketRate): number {
  return filledAtMs + Math.ceil(((burst - turns) * MINUTE_MS) / perMinute);
}

/** What all of these have, up to `most`, or nothing if that is less than `least`. Nothing is taken yet. */
export function grantOf(
  filled: readonly { bucket: Bucket; rate: BucketRate }[],
  { least, most }: { least: number; most: number },
): Grant {
  const turns = Math.min(most, ...filled.map(({ bucket }) => Math.floor(bucket.turns)));
  if (turns >= least) return { turns, retryAfterMs: 0 };
  const waits = filled.map(({ bucket, rate }) => ((least - bucket.turns) * MINUTE_MS) / rate.perMinute);
  return { turns: 0, retryAfterMs: Math.ceil(Math.max(...waits)) };
}
