import { parseArgs } from "node:util";
import { UsageError, wholeNumber } from "../usage.ts";

export const USAGE = `npm run bench -- flood [options]
  --rate <n>          messages a second of the flooding visitor (default 100)
  --neighbours <n>    other visitors, who ask one question after the other (default 4)
  --chats <n>         questions of the neighbours in each of the three parts: calm, flood, calm (default 100, at most 25 for each)
  --dev <file>        measure the running system of this dev.json, whose model must be the scripted one
  --json              print JSON only`;

/** Who asks more meets the limits that are measured here; and all of them share a network. */
const CHATS_PER_NEIGHBOUR_MAX = 25;
const NEIGHBOURS_MAX = 5;

export interface Options {
  readonly ratePerSecond: number;
  readonly neighbours: number;
  readonly chats: number;
  readonly dev: string | undefined;
  readonly embeddings: "scripted";
  readonly isJson: boolean;
}

export function readOptions(args: readonly string[]): Options {
  const values = parse(args);
  const neighbours = wholeNumber("--neighbours", values.neighbours, NEIGHBOURS_MAX);
  return {
    ratePerSecond: wholeNumber("--rate", values.rate, 1_000),
    neighbours,
    chats: wholeNumber("--chats", values.chats, neighbours * CHATS_PER_NEIGHBOUR_MAX),
    dev: values.dev,
    embeddings: "scripted",
    isJson: values.json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        rate: { type: "string", default: "100" },
        neighbours: { type: "string", default: "4" },
        chats: { type: "string", default: "100" },
        dev: { type: "string" },
        json: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
