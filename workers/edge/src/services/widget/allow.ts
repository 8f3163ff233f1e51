import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { findLiveAgent } from "../agent/live.ts";
import type { AgentRules, LiveAgent, Services } from "../context.ts";
import { isCountryAllowed } from "./country.ts";
import { isOriginAllowed } from "./origin.ts";

/** What the rules of a widget's door need. */
export type Widgets = Pick<Services, "db" | "agents" | "publicUrl" | "isDevelopment" | "now">;

export function rulesOf({ tenant, isFrozen, visitorSecrets, settings }: LiveAgent): AgentRules {
  const { allowedOrigins, countries, visitors } = settings;
  return {
    tenantId: tenant.tenantId,
    isFrozen,
    visitorSecrets: [...visitorSecrets],
    settings: { allowedOrigins, countries, visitors },
  };
}

/** Throws for what speaks against a visit by these rules. */
export function requireRights(
  services: Pick<Widgets, "publicUrl" | "isDevelopment" | "now">,
  rules: AgentRules,
  {
    tenantId,
    page,
  }: {
    tenantId: string;
    page: { origin: string; country?: string | undefined; secretId?: Id<"visitorSecret"> | undefined };
  },
): void {
  if (rules.tenantId !== tenantId) throw new ServiceError("not_found");
  if (!isOriginAllowed(page.origin, rules.settings.allowedOrigins, services))
    throw new ServiceError("origin_not_allowed");
  requireCountry(rules, page.country);
  requireThawed(rules);
  requireVisitor(rules, page, services.now());
}

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

/** Throws `tenant_frozen` for an agent of a tenant whose chats are paused. */
export function requireThawed({ isFrozen }: Pick<LiveAgent, "isFrozen">): void {
  if (isFrozen) throw new ServiceError("tenant_frozen");
}

/** Throws `country_not_allowed` for a visitor from where the agent does not serve. */
export function requireCountry({ settings }: Pick<AgentRules, "settings">, country: string | undefined): void {
  if (!isCountryAllowed(country, settings.countries)) throw new ServiceError("country_not_allowed");
}

/**
 * Throws `sign_in_required` for a stranger where the site has to sign its visitors in, and `unauthenticated` for a
 * signed-in visitor of whom the agent does not want to know, or whose secret is no longer good.
 */
export function requireVisitor(
  { settings, visitorSecrets }: Pick<AgentRules, "settings" | "visitorSecrets">,
  { secretId }: { secretId?: Id<"visitorSecret"> | undefined },
  nowMs: number,
): void {
  const mode = settings.visitors ?? "either";
  if (secretId === undefined) {
    if (mode === "signed") throw new ServiceError("sign_in_required");
    return;
  }
  const isGood = visitorSecrets.some((secret) => secret.id === secretId && isSecretGood(secret, nowMs));
  if (mode === "anonymous" || !isGood) throw new ServiceError("unauthenticated");
}

export function isSecretGood({ endsAtMs }: { endsAtMs: number | undefined }, nowMs: number): boolean {
  return endsAtMs === undefined || endsAtMs > nowMs;
}
