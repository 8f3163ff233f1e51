import { ORIGIN } from "../chat/knowledge.ts";
import { type Level, runLevel } from "../chat/run.ts";
import type { Dev } from "../chat/system.ts";
import { type FloodCounts, startFlood } from "./flooder.ts";
import type { Options } from "./options.ts";

/** The most that a neighbour's p95 may grow. */
const GROWTH_MAX_PERCENT = 20;

export interface Report {
  readonly calm: Level;
  readonly flooded: Level;
  /** Once more without the flood: what else the machine did meanwhile. */
  readonly calmAgain: Level;
  readonly flood: FloodCounts & { readonly seconds: number };
  /** Of the neighbours' time to a whole answer, p95, against the slower of the calm parts. */
  readonly growthPercent: number;
  readonly mustPercent: number;
  readonly isMet: boolean;
}

/** One visitor floods while others of the same agent go on asking. */
export async function runFlood(
  place: { dev: Dev; agentId: string },
  { neighbours, chats, ratePerSecond }: Options,
): Promise<Report> {
  const part = (at: number) => runLevel(place, { concurrency: neighbours, chats, firstQuestion: at * chats });
  const calm = await part(0);
  const startedAt = performance.now();
  const flooder = startFlood({ url: place.dev.url, agentId: place.agentId, origin: ORIGIN }, { ratePerSecond });
  const flooded = await part(1);
  const counts = await flooder.stop();
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  const calmAgain = await part(2);
  const before = Math.max(calm.totalMs.p95, calmAgain.totalMs.p95);
  const growthPercent = Math.round(((flooded.totalMs.p95 - before) / before) * 1_000) / 10;
  return {
    calm,
    flooded,
    calmAgain,
    flood: { ...counts, seconds },
    growthPercent,
    mustPercent: GROWTH_MAX_PERCENT,
    isMet: growthPercent <= GROWTH_MAX_PERCENT,
  };
}

export function formatReport({ calm, flooded, calmAgain, flood, growthPercent, mustPercent }: Report): string {
  const line = (name: string, { totalMs, addedFirstTokenMs, errors }: Level) =>
    `${name.padEnd(10)} whole answer p50 ${totalMs.p50} / p95 ${totalMs.p95} ms  added first token p50 ${addedFirstTokenMs.p50} / p95 ${addedFirstTokenMs.p95} ms  errors ${errors}`;
  return [
    line("calm", calm),
    line("flooded", flooded),
    line("calm again", calmAgain),
    `flood: ${flood.sent} sent in ${flood.seconds} s over ${flood.conversations} conversations, ${flood.acknowledged} taken, ${flood.refused} refused, ${flood.answered} answered, sockets closed with ${JSON.stringify(flood.closedWith)}, sessions refused ${JSON.stringify(flood.sessionsRefused)}`,
    `the neighbours' p95 grew by ${growthPercent} % (at most ${mustPercent} %)`,
  ].join("\n");
}
