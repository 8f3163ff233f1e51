import { parseArgs } from "node:util";
import { UsageError, wholeNumber } from "../usage.ts";

export const USAGE = `npm run bench -- move [options]
  --passages <list>  passages of the tenant, one size after the other (default 2000,10000)
  --writes <n>       writes a second while it moves (default 20)
  --json             print JSON only`;

export interface Options {
  readonly passages: readonly number[];
  readonly writesPerSecond: number;
  readonly isJson: boolean;
}

const PASSAGES_MAX = 1_000_000;
const WRITES_MAX = 1_000;

export function readOptions(args: readonly string[]): Options {
  const values = parse(args);
  return {
    passages: values.passages.split(",").map((text) => wholeNumber("--passages", text, PASSAGES_MAX)),
    writesPerSecond: wholeNumber("--writes", values.writes, WRITES_MAX),
    isJson: values.json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        passages: { type: "string", default: "2000,10000" },
        writes: { type: "string", default: "20" },
        json: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
