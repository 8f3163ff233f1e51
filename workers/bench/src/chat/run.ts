import { percentile } from "../retrieval/metrics.ts";
import { ORIGIN, questionAt } from "./knowledge.ts";
import { readUsage } from "./process-usage.ts";
import type { Dev } from "./system.ts";
import { MODEL_FIRST_TOKEN_MS } from "./targets.ts";
import { type ChatTimes, openVisitor, type Visitor } from "./visitor.ts";

const CHATS_PER_VISITOR_MAX = 40;
const WARM_UP_CHATS = 4;

export interface Level {
  readonly concurrency: number;
  readonly chats: number;
  readonly errors: number;
  /** The first fault met, in words. */
  readonly firstError: string | null;
  /** Answers that did not come from the model, and so say little about its time. */
  readonly notByModel: number;
  /** Session, socket and hello of one visitor, all visitors coming at once. */
  readonly openMs: Spread;
  readonly addedFirstTokenMs: Spread;
  readonly totalMs: Spread;
  readonly chatsPerSecond: number;
  /** Of the workerd process; null where the system does not say which one it is. */
  readonly cpuMsPerChat: number | null;
  readonly residentMb: number | null;
}

interface Spread {
  readonly p50: number;
  readonly p95: number;
}

interface Place {
  readonly dev: Dev;
  readonly agentId: string;
}

/** A few chats that are not counted: the first ones compile code and open connections. */
export async function warmUp(place: Place): Promise<void> {
  await runLevel(place, { concurrency: 2, chats: WARM_UP_CHATS, firstQuestion: -WARM_UP_CHATS });
}

export async function runLevels(
  place: Place,
  options: { concurrency: readonly number[]; chats: number },
): Promise<Level[]> {
  const levels: Level[] = [];
  let firstQuestion = 0;
  for (const concurrency of options.concurrency) {
    const chats = Math.min(options.chats, concurrency * CHATS_PER_VISITOR_MAX);
    levels.push(await runLevel(place, { concurrency, chats, firstQuestion }));
    firstQuestion += chats;
  }
  return levels;
}

/** Visitors open their panels together, then each asks as soon as the answer before is whole. */
export async function runLevel(
  { dev, agentId }: Place,
  { concurrency, chats, firstQuestion }: { concurrency: number; chats: number; firstQuestion: number },
): Promise<Level> {
  const opened: number[] = [];
  const visitors = await Promise.all(
    Array.from({ length: Math.min(concurrency, chats) }, async () => {
      const startedAt = performance.now();
      const visitor = await openVisitor({ url: dev.url, agentId, origin: ORIGIN });
      opened.push(performance.now() - startedAt);
      return visitor;
    }),
  );
  const before = await readUsage(dev.pids?.workerd);
  const startedAt = performance.now();
  const { times, errors } = await askAll(visitors, { chats, firstQuestion });
  const seconds = (performance.now() - startedAt) / 1_000;
  const after = await readUsage(dev.pids?.workerd);
  for (const visitor of visitors) visitor.close();
  const cpuMs = before === undefined || after === undefined ? undefined : after.cpuMs - before.cpuMs;
  return {
    concurrency,
    chats,
    errors: errors.length,
    firstError: errors[0] ?? null,
    notByModel: times.filter(({ madeBy }) => madeBy !== "model").length,
    openMs: spread(opened),
    addedFirstTokenMs: spread(times.map(({ firstTextMs }) => firstTextMs - MODEL_FIRST_TOKEN_MS)),
    totalMs: spread(times.map(({ totalMs }) => totalMs)),
    chatsPerSecond: toTenth(times.length / seconds),
    cpuMsPerChat: cpuMs === undefined ? null : toTenth(cpuMs / Math.max(1, times.length)),
    residentMb: after?.residentMb ?? null,
  };
}

async function askAll(
  visitors: readonly Visitor[],
  { chats, firstQuestion }: { chats: number; firstQuestion: number },
) {
  const times: ChatTimes[] = [];
  const errors: string[] = [];
  let asked = 0;
  await Promise.all(
    visitors.map(async (visitor) => {
      while (asked < chats) {
        const index = firstQuestion + asked;
        asked += 1;
        try {
          times.push(await visitor.ask(questionAt(Math.abs(index))));
        } catch (error) {
          errors.push(error instanceof Error ? error.message : String(error));
          // Its socket is of no more use, and the other visitors take its share.
          return;
        }
      }
    }),
  );
  return { times, errors };
}

function spread(values: readonly number[]): Spread {
  return { p50: toTenth(percentile(values, 0.5)), p95: toTenth(percentile(values, 0.95)) };
}

function toTenth(value: number): number {
  return Math.round(value * 10) / 10;
}
