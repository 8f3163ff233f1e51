import { UsageError } from "../usage.ts";
import { readOptions, USAGE } from "./options.ts";
import { type Leg, runMoves } from "./run.ts";

/** Measures how long a move takes and how long it holds writers; 2 for a fault of the caller. */
export async function main(args: string[]): Promise<number> {
  try {
    const options = readOptions(args);
    const legs = await runMoves(options);
    console.log(options.isJson ? JSON.stringify({ legs }, null, 2) : legs.map(formatLeg).join("\n"));
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${USAGE}`);
    return 2;
  }
}

function formatLeg({ passages, to, rows, totalMs, pausedMs, writes, turnedAway }: Leg): string {
  const beside = `${writes} writes beside it, ${turnedAway} tried again`;
  return `${passages} passages to ${to.padEnd(8)}  ${rows} rows in ${totalMs} ms, writers held for ${pausedMs} ms, ${beside}`;
}
