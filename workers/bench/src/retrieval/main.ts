import { basename } from "node:path";
import { openApi } from "./api.ts";
import { readDataSet, readDev } from "./data-set.ts";
import { readOptions, USAGE, UsageError } from "./options.ts";
import { run } from "./run.ts";

/** Prints one JSON object; 2 for a fault of the caller, 1 for one of the system measured. */
export async function main(args: string[]): Promise<number> {
  try {
    const options = readOptions(args);
    const [data, dev] = [await readDataSet(options.data), await readDev(options.dev)];
    const report = await run(openApi(dev), { ...options, name: basename(options.data, ".json"), data });
    console.log(JSON.stringify(report, null, 2));
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) {
      console.error(error instanceof Error ? error.message : error);
      return 1;
    }
    console.error(`${error.message}\n\n${USAGE}`);
    return 2;
  }
}
