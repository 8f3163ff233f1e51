import type { Services } from "../services/context.ts";
import { sendStrandedSources } from "../services/source/sweep.ts";

/** What the clock asks for: jobs whose message never reached the queue are sent again. */
export async function sweep(services: Services): Promise<void> {
  const startedAtMs = services.now();
  const count = await sendStrandedSources(services);
  services.log("info", "sweep", { count, durationMs: services.now() - startedAtMs });
}
