import type { Services } from "../services/context.ts";
import { sweepLeftovers } from "../services/leftover/sweep.ts";

/** What the clock asks for: rooms and files that a deletion could not reach are removed. */
export async function clearUp(services: Services): Promise<void> {
  const startedAtMs = services.now();
  const count = await sweepLeftovers(services);
  services.log("info", "leftovers", { count, durationMs: services.now() - startedAtMs });
}
