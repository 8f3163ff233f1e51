import { isId } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { findLiveAgent } from "../../services/agent/live.ts";
import type { LiveAgent } from "../../services/context.ts";
import { allowOrigin, requireCountry, requireThawed } from "../../services/widget/allow.ts";
import type { AppEnv } from "../app-env.ts";

const PREFLIGHT_MAX_AGE_SECONDS = "600";

/**
 * Lets pages of the agent's own origins read the answer, problems included, and refuses all others before
 * anything else happens. A caller that names no origin passes only where `isOriginOptional`.
 */
export function fromAllowedPage({ isOriginOptional }: { isOriginOptional: boolean }) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const origin = c.req.header("origin");
    c.set("agent", origin === undefined && isOriginOptional ? await readAgent(c) : await readAllowed(c, origin));
    await next();
    if (origin !== undefined) c.header("access-control-allow-origin", origin);
    c.header("vary", "Origin");
  });
}

/** Behind `fromAllowedPage`: refuses visitors of countries that the agent does not serve. */
export const fromAllowedCountry = createMiddleware<AppEnv>(async (c, next) => {
  requireCountry(c.var.agent, countryOf(c.req.raw));
  await next();
});

/** Behind `fromAllowedPage`: refuses while the tenant's chats are paused. */
export const ofThawedTenant = createMiddleware<AppEnv>(async (c, next) => {
  requireThawed(c.var.agent);
  await next();
});

/** As the edge knows it; no header can say it. */
export function countryOf(request: Request): string | undefined {
  const country = request.cf?.["country"];
  return typeof country === "string" ? country : undefined;
}

/** Answers a browser's question whether a page may call the widget's routes; never with credentials. */
export async function answerPreflight(c: Context<AppEnv>): Promise<Response> {
  const origin = c.req.header("origin");
  await readAllowed(c, origin);
  c.header("access-control-allow-origin", origin);
  c.header("access-control-allow-methods", "GET, POST");
  c.header("access-control-allow-headers", "Content-Type");
  c.header("access-control-max-age", PREFLIGHT_MAX_AGE_SECONDS);
  c.header("vary", "Origin");
  return c.body(null, 204);
}

function agentIdOf(c: Context<AppEnv>) {
  const agentId = c.req.param("agentId");
  if (!isId("agent", agentId)) throw new ServiceError("not_found");
  return agentId;
}

async function readAgent(c: Context<AppEnv>): Promise<LiveAgent> {
  return findLiveAgent(c.var.services, agentIdOf(c));
}

async function readAllowed(c: Context<AppEnv>, origin: string | undefined): Promise<LiveAgent> {
  return allowOrigin(c.var.services, { agentId: agentIdOf(c), origin });
}
