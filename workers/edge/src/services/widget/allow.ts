import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { findLiveAgent } from "../agent/live.ts";
import type { LiveAgent, Services } from "../context.ts";
import { isOriginAllowed } from "./origin.ts";

/** The agent, if pages of this origin may run its widget. Throws `not_found` or `origin_not_allowed`. */
export async function allowOrigin(
  services: Services,
  { agentId, origin }: { agentId: Id<"agent">; origin: string | undefined },
): Promise<LiveAgent & { origin: string }> {
  const live = await findLiveAgent(services, agentId);
  if (origin === undefined || !isOriginAllowed(origin, live.settings.allowedOrigins, services.publicUrl)) {
    throw new ServiceError("origin_not_allowed");
  }
  return { ...live, origin };
}
