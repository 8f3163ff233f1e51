import { newId } from "@netvexa/contract/ids";
import { describeError } from "../observability/logger.ts";
import type { Services } from "../services/context.ts";
import { clearUp } from "./leftovers.ts";
import { enforceRetention } from "./retention.ts";
import { settleMoves } from "./settle-moves.ts";
import { sweep } from "./sweep.ts";
import { keepHouse } from "./upkeep.ts";

/** What the clock asks for, each minute. */
export const SCHEDULED = {
  sweep,
  retention: enforceRetention,
  leftovers: clearUp,
  upkeep: keepHouse,
  moves: settleMoves,
} as const;

/**
 * Runs all of them side by side; one that fails keeps no other from its end. Throws a word that says nothing of the
 * fault, so that the platform counts the run as failed and prints nothing but that.
 */
export async function runScheduled(
  services: Services,
  jobs: Readonly<Record<string, (services: Services) => Promise<void>>> = SCHEDULED,
): Promise<void> {
  const failed = await Promise.all(
    Object.entries(jobs).map(async ([name, job]) => {
      try {
        await job(services);
        return [];
      } catch (error) {
        services.log("error", "job_failed", { requestId: newId("request"), route: name, ...describeError(error) });
        return [name];
      }
    }),
  );
  if (failed.flat().length > 0) throw new Error(`failed: ${failed.flat().join(", ")}`);
}
