import { parseArgs } from "node:util";

export const USAGE = `npm run bench -- retrieval --data <set.json> [options]
  --dev <file>         address and key of a running system (default .local/dev.json)
  --locale <tag>       language of the set (default: read from a name such as passages-de, else en)
  --concurrency <n>    searches at a time while quality is measured (default 4)
  --keep               leave the agent in place`;

export interface Options {
  readonly data: string;
  readonly dev: string;
  readonly locale: string;
  readonly concurrency: number;
  readonly keep: boolean;
}

/** What the caller got wrong, in words for the terminal. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export function readOptions(args: readonly string[]): Options {
  const values = parse(args);
  if (!values.data) throw new UsageError("--data names no file");
  const concurrency = Number(values.concurrency);
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 64) {
    throw new UsageError("--concurrency must be a whole number from 1 to 64");
  }
  const { data, dev, keep, locale = guessLocale(data) } = values;
  return { data, dev, keep, locale, concurrency };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: { type: "string" },
        dev: { type: "string", default: ".local/dev.json" },
        locale: { type: "string" },
        concurrency: { type: "string", default: "4" },
        keep: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function guessLocale(path: string): string {
  return /-([a-z]{2})(?:\.[a-z]+)?$/.exec(path)?.[1] ?? "en";
}
