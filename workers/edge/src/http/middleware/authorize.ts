import { ServiceError } from "@netvexa/contract/problem";
import { createMiddleware } from "hono/factory";
import { LISTS_BY_AGENT, requireReach } from "../../auth/agent-reach.ts";
import { isApiKey } from "../../auth/api-key.ts";
import { authenticate } from "../../auth/authenticate.ts";
import { isAllowed, type Permission } from "../../services/permissions.ts";
import type { AppEnv } from "../app-env.ts";
import { deferWith } from "../defer.ts";

/** Addresses end up in logs and histories, so a credential in one is refused even if it is good. */
const CREDENTIAL_NAMES = ["access_token", "api_key", "apikey", "authorization", "key", "token"];

/** Lets through who may do this, and leaves the caller's context behind. */
export function authorize(permission: Permission) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const { services, startedAtMs, steps } = c.var;
    if (holdsCredential(c.req.query())) throw new ServiceError("unauthenticated");
    const defer = deferWith(c);
    const caller = await authenticate(services, { authorization: c.req.header("authorization"), defer });
    // Before the checks: whoever is turned away by them is named in the audit log.
    c.set("context", { services, ...caller, defer, signal: c.req.raw.signal });
    if (!isAllowed(caller.actor, permission)) throw new ServiceError("forbidden");
    const queryAgentId = LISTS_BY_AGENT.has(c.req.path) ? c.req.query("agentId") : undefined;
    await requireReach(services, caller, { params: c.req.param(), queryAgentId });
    steps.guard = services.now() - startedAtMs;
    await next();
  });
}

function holdsCredential(query: Readonly<Record<string, string>>): boolean {
  return Object.entries(query).some(
    ([name, value]) => CREDENTIAL_NAMES.includes(name.toLowerCase()) || isApiKey(value),
  );
}
