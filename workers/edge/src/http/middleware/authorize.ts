import { ServiceError } from "@netvexa/contract/problem";
import { createMiddleware } from "hono/factory";
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
    if (CREDENTIAL_NAMES.some((name) => c.req.query(name) !== undefined)) throw new ServiceError("unauthenticated");
    const caller = await authenticate(services, c.req.header("authorization"));
    if (!isAllowed(caller.actor, permission)) throw new ServiceError("forbidden");
    steps.guard = services.now() - startedAtMs;
    c.set("context", { services, ...caller, defer: deferWith(c), signal: c.req.raw.signal });
    await next();
  });
}
