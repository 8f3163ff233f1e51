import { LIMITS } from "@netvexa/contract/limits";
import type { DoorStore } from "./door-store.ts";
import {
  type Bucket,
  type BucketRate,
  fill,
  type Grant,
  grantOf,
  isFullAtMs,
  NETWORK_RATE,
  NETWORK_RENEWAL_RATE,
  SESSION_RENEWAL_RATE,
  VISITOR_RATE,
} from "./turn-budget.ts";

/** Whose questions are counted. */
export interface Asker {
  visitorId: string;
  /** Digest of where the edge says that the visitor is; empty where a room is older than the count. */
  network: string;
}

export interface Offer {
  grant: Grant;
  /** Takes what was granted; returns when the counts may be forgotten. */
  take(): number;
}

interface Counted {
  subject: string;
  rate: BucketRate;
  bucket: Bucket;
}

/** The buckets of visitors, sessions and networks, kept in the door's SQLite. */
export class TurnLedger {
  readonly #store: DoorStore;
  readonly #factor: number;

  constructor(store: DoorStore, factor: number) {
    this.#store = store;
    this.#factor = factor;
  }

  /** `least`: with fewer than this the asker gets none. */
  offer({ visitorId, network }: Asker, nowMs: number, least: number): Offer {
    const subjects = [
      this.#open(`visitor ${visitorId}`, VISITOR_RATE, nowMs),
      ...(network === "" ? [] : [this.#open(`network ${network}`, NETWORK_RATE, nowMs)]),
    ];
    return this.#offer(subjects, { least, most: LIMITS.turnsPerLease });
  }

  /** One more token for a conversation that goes on. */
  offerRenewal({ sessionId, network }: { sessionId: string; network: string }, nowMs: number): Offer {
    const subjects = [
      this.#open(`renewals of session ${sessionId}`, SESSION_RENEWAL_RATE, nowMs),
      this.#open(`renewals of network ${network}`, NETWORK_RENEWAL_RATE, nowMs),
    ];
    return this.#offer(subjects, { least: 1, most: 1 });
  }

  #offer(subjects: readonly Counted[], bounds: { least: number; most: number }): Offer {
    const grant = grantOf(subjects, bounds);
    const take = () => Math.max(...subjects.map((subject) => this.#take(subject, grant.turns)));
    return { grant, take };
  }

  #open(subject: string, { burst, perMinute }: BucketRate, nowMs: number): Counted {
    const rate = { burst: burst * this.#factor, perMinute: perMinute * this.#factor };
    return { subject, rate, bucket: fill(this.#store.readBudget(subject), rate, nowMs) };
  }

  #take({ subject, rate, bucket }: Counted, turns: number): number {
    const left = { ...bucket, turns: bucket.turns - turns };
    const untilMs = isFullAtMs(left, rate);
    this.#store.saveBudget(subject, left, untilMs);
    return untilMs;
  }
}
