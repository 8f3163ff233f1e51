import { UsageError } from "../usage.ts";
import { prepareAgent } from "./knowledge.ts";
import { readOptions, USAGE } from "./options.ts";
import { formatReport, makeReport } from "./report.ts";
import { runLevels, warmUp } from "./run.ts";
import { openSystem } from "./system.ts";

/** Measures chats over the socket protocol; 2 for a fault of the caller, 1 if the system or a chat failed. */
export async function main(args: string[]): Promise<number> {
  try {
    const options = readOptions(args);
    const system = await openSystem(options);
    try {
      const { agentId, remove } = await prepareAgent(system.dev);
      const place = { dev: system.dev, agentId };
      await warmUp(place);
      const report = makeReport(await runLevels(place, options));
      console.log(options.isJson ? JSON.stringify(report, null, 2) : formatReport(report));
      await remove();
      return report.errors === 0 ? 0 : 1;
    } finally {
      await system.close();
    }
  } catch (error) {
    if (!(error instanceof UsageError)) {
      console.error(error instanceof Error ? error.message : error);
      return 1;
    }
    console.error(`${error.message}\n\n${USAGE}`);
    return 2;
  }
}
