import type { DoorStore } from "./door-store.ts";
import {
  type Bucket,
  type BucketRate,
  fill,
  type Grant,
  grantOf,
  isFullAtMs,
  NETWORK_RATE,
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

/** The buckets of visitors and networks, kept in the door's SQLite. */
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
    const grant = grantOf(subjects, least);
    const take = () => Math.max(...subjects.map((subject) => this.#take(subject, grant.turns)));
    return { grant, take };
  }

  #open(subject: string, { burst, perMinute }: BucketRate, nowMs: number) {
    const rate = { burst: burst * this.#factor, perMinute: perMinute * this.#factor };
    return { subject, rate, bucket: fill(this.#store.readBudget(subject), rate, nowMs) };
  }

  #take({ subject, rate, bucket }: { subject: string; rate: BucketRate; bucket: Bucket }, turns: number): number {
    const left = { ...bucket, turns: bucket.turns - turns };
    const untilMs = isFullAtMs(left, rate);
    this.#store.saveBudget(subject, left, untilMs);
    return untilMs;
  }
}
