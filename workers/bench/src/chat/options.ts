import { parseArgs } from "node:util";
import { UsageError, wholeNumber } from "../usage.ts";

export const USAGE = `npm run bench -- chat [options]
  --concurrency <list>  visitors at once, one level after the other (default 1,16,64)
  --chats <n>           questions in each level, at most 40 for each visitor (default 200)
  --embeddings <which>  scripted: a word-hashing stand-in, as the targets are defined (default); local: the bundled model
  --dev <file>          measure the running system of this dev.json, whose model must be the scripted one
  --json                print JSON only`;

export interface Options {
  readonly concurrency: readonly number[];
  readonly chats: number;
  readonly embeddings: "scripted" | "local";
  readonly dev: string | undefined;
  readonly isJson: boolean;
}

const CONCURRENCY_MAX = 1_024;
const CHATS_MAX = 100_000;

export function readOptions(args: readonly string[]): Options {
  const values = parse(args);
  const { embeddings } = values;
  if (embeddings !== "scripted" && embeddings !== "local") {
    throw new UsageError("--embeddings is scripted or local");
  }
  return {
    concurrency: values.concurrency.split(",").map((text) => wholeNumber("--concurrency", text, CONCURRENCY_MAX)),
    chats: wholeNumber("--chats", values.chats, CHATS_MAX),
    embeddings,
    dev: values.dev,
    isJson: values.json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        concurrency: { type: "string", default: "1,16,64" },
        chats: { type: "string", default: "200" },
        embeddings: { type: "string", default: "scripted" },
        dev: { type: "string" },
        json: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
