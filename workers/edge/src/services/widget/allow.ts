import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { findLiveAgent } from "../agent/live.ts";
import type { LiveAgent, Services } from "../context.ts";
import { isCountryAllowed } from "./country.ts";
import { isOriginAllowed } from "./origin.ts";

/** What the rules of a widget's door need. */
export type Widgets = Pick<Services, "db" | "agents" | "publicUrl" | "isDevelopment">;

/** The agent, if pages of this origin may run its widget. Throws `not_found` or `origin_not_allowed`. */
export async function allowOrigin(
  services: Widgets,
  { agentId, origin }: { agentId: Id<"agent">; origin: string | undefined },
): Promise<LiveAgent & { origin: string }> {
  const live = await findLiveAgent(services, agentId);
  if (origin === undefined || !isOriginAllowed(origin, live.settings.allowedOrigins, services)) {
    throw new ServiceError("origin_not_allowed");
  }
  return { ...live, origin };
}

/** Throws `country_not_allowed` for a visitor from where the agent does not serve. */
export function requireCountry({ settings }: LiveAgent, country: string | undefined): void {
  if (!isCountryAllowed(country, settings.countries)) throw new ServiceError("country_not_allowed");
}
