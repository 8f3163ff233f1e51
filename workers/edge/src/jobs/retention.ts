import type { Services } from "../services/context.ts";
import { expireConversations } from "../services/visitor/expire.ts";

const LIMITS_OF_RUN = { perRun: 200, perTenant: 20 } as const;

/** What the clock asks for: conversations past their time are erased, keys and rooms included. */
export async function enforceRetention(services: Services): Promise<void> {
  const startedAtMs = services.now();
  const count = await expireConversations(services, LIMITS_OF_RUN);
  services.log("info", "retention", { count, durationMs: services.now() - startedAtMs });
}
