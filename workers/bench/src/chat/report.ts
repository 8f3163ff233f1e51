import type { Level } from "./run.ts";
import {
  ADDED_FIRST_TOKEN_MS,
  CHATS_PER_SECOND,
  CPU_CONCURRENCY,
  CPU_MS_PER_CHAT,
  EMBEDDED_DATABASE_FACTOR,
  P95_FACTOR,
} from "./targets.ts";

/** One target beside what was measured; `isMet` is null where this run says nothing about it. */
export interface Verdict {
  readonly target: string;
  readonly must: number;
  /** What the embedded database is allowed. */
  readonly mustEmbedded: number;
  readonly measured: number | null;
  readonly isMet: boolean | null;
  readonly isMetEmbedded: boolean | null;
}

export interface Report {
  readonly levels: readonly Level[];
  readonly targets: readonly Verdict[];
  readonly errors: number;
}

export function makeReport(levels: readonly Level[]): Report {
  const firstToken = Object.entries(ADDED_FIRST_TOKEN_MS).flatMap(([concurrency, must]) => {
    const level = levels.find((one) => one.concurrency === Number(concurrency));
    const name = `3. added time to first token at ${concurrency}`;
    return [
      atMost(`${name}, p50 ms`, must, level?.addedFirstTokenMs.p50),
      atMost(`${name}, p95 ms`, must * P95_FACTOR, level?.addedFirstTokenMs.p95),
    ];
  });
  const busiest = levels.find((level) => level.concurrency === CPU_CONCURRENCY);
  const best = levels.length === 0 ? undefined : Math.max(...levels.map((level) => level.chatsPerSecond));
  return {
    levels,
    targets: [
      ...firstToken,
      atMost(`4. CPU ms of a chat at ${CPU_CONCURRENCY}`, CPU_MS_PER_CHAT, busiest?.cpuMsPerChat ?? undefined),
      atLeast("5. chats a second, best level", CHATS_PER_SECOND, best),
    ],
    errors: levels.reduce((sum, level) => sum + level.errors, 0),
  };
}

function atMost(target: string, must: number, measured: number | undefined): Verdict {
  const mustEmbedded = must * EMBEDDED_DATABASE_FACTOR;
  return verdict({ target, must, mustEmbedded, measured }, (value, limit) => value <= limit);
}

function atLeast(target: string, must: number, measured: number | undefined): Verdict {
  const mustEmbedded = must / EMBEDDED_DATABASE_FACTOR;
  return verdict({ target, must, mustEmbedded, measured }, (value, limit) => value >= limit);
}

function verdict(
  {
    target,
    must,
    mustEmbedded,
    measured,
  }: { target: string; must: number; mustEmbedded: number; measured: number | undefined },
  holds: (value: number, limit: number) => boolean,
): Verdict {
  const judge = (limit: number) => (measured === undefined ? null : holds(measured, limit));
  return {
    target,
    must,
    mustEmbedded,
    measured: measured ?? null,
    isMet: judge(must),
    isMetEmbedded: judge(mustEmbedded),
  };
}

/** The report as lines for a terminal. */
export function formatReport({ levels, targets, errors }: Report): string {
  const rows = levels.map(
    (level) =>
      `${String(level.concurrency).padStart(4)} visitors  ${String(level.chats).padStart(5)} chats  ` +
      `added first token p50 ${level.addedFirstTokenMs.p50} / p95 ${level.addedFirstTokenMs.p95} ms  ` +
      `total p50 ${level.totalMs.p50} ms  ${level.chatsPerSecond} chats/s  CPU ${level.cpuMsPerChat ?? "?"} ms  ` +
      `RSS ${level.residentMb ?? "?"} MB  opening p50 ${level.openMs.p50} ms  errors ${level.errors}` +
      (level.firstError === null ? "" : ` (${level.firstError})`) +
      (level.notByModel === 0 ? "" : `  not by the model: ${level.notByModel}`),
  );
  const marks = targets.map(({ target, must, mustEmbedded, measured, isMet, isMetEmbedded }) => {
    const mark =
      isMet === null ? "not measured" : isMet ? "met" : isMetEmbedded ? "met for the embedded database" : "MISSED";
    return `${target}: ${measured ?? "–"} (must ${must}, embedded database ${mustEmbedded}): ${mark}`;
  });
  return [...rows, "", ...marks, errors === 0 ? "" : `${errors} chats failed`].join("\n").trimEnd();
}
