import { prepareAgent } from "../chat/knowledge.ts";
import { warmUp } from "../chat/run.ts";
import { openSystem } from "../chat/system.ts";
import { UsageError } from "../usage.ts";
import { readOptions, USAGE } from "./options.ts";
import { formatReport, runFlood } from "./run.ts";

/** Measures what a flooding visitor costs the others; 2 for a fault of the caller, 1 if the system or a chat failed. */
export async function main(args: string[]): Promise<number> {
  try {
    const options = readOptions(args);
    const system = await openSystem({ ...options, visitorLimits: "production" });
    try {
      const { agentId, remove } = await prepareAgent(system.dev);
      const place = { dev: system.dev, agentId };
      await warmUp(place);
      const report = await runFlood(place, options);
      console.log(options.isJson ? JSON.stringify(report, null, 2) : formatReport(report));
      await remove();
      return report.calm.errors + report.flooded.errors + report.calmAgain.errors === 0 ? 0 : 1;
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
