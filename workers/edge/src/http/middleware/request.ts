import { newId } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import type { Context, MiddlewareHandler } from "hono";
import { createMiddleware } from "hono/factory";
import { routePath } from "hono/route";
import type { Env } from "../../env.ts";
import type { Services } from "../../services/context.ts";
import type { AppEnv } from "../app-env.ts";
import { SAFE_HEADERS } from "../safe-headers.ts";
import { noteRefusal } from "./refusal.ts";

/** Gives the services of an environment. Throws `misconfigured` if it is not complete. */
export type ServicesOf = (env: Env) => Services;

/** Outermost: names the request, finds the services, and writes the one log line of the request. */
export function withRequest(servicesOf: ServicesOf): MiddlewareHandler<AppEnv> {
  return createMiddleware<AppEnv>(async (c, next) => {
    c.set("requestId", newId("request"));
    c.set("steps", {});
    const services = servicesOf(c.env);
    c.set("services", services);
    c.set("startedAtMs", services.now());
    await next();
    noteRefusal(c);
    // A socket's answer is the platform's and cannot be touched.
    if (c.res.status !== 101) finish(c, services);
    logRequest(c, services);
  });
}

function finish(c: Context<AppEnv>, services: Services): void {
  c.var.steps.total = services.now() - c.var.startedAtMs;
  c.header("x-request-id", c.var.requestId);
  for (const [name, value] of Object.entries(SAFE_HEADERS)) c.header(name, value);
  if (!c.res.headers.has("cache-control")) c.header("cache-control", "no-store");
  const timing = Object.entries(c.var.steps).map(([step, ms]) => `${step};dur=${Math.round(ms * 10) / 10}`);
  c.header("server-timing", timing.join(", "));
}

function logRequest(c: Context<AppEnv>, services: Services): void {
  const { requestId, startedAtMs, steps, problemCode } = c.var;
  // The context is absent where no credential was asked for or none was good.
  const context = c.get("context") as AppEnv["Variables"]["context"] | undefined;
  const { status } = c.res;
  services.log(status >= 500 ? "error" : "info", "request", {
    requestId,
    method: c.req.method,
    route: routePath(c, -1),
    status,
    code: problemCode,
    durationMs: services.now() - startedAtMs,
    timings: steps,
    tenantId: context?.tenant.tenantId,
    actorKind: context?.actor.kind,
    actorId: context?.actor.id,
  });
}

/** Refuses a request whose address or method is not ours; used where no route answered. */
export function refuseUnknown(allowed: readonly string[]): never {
  throw new ServiceError(allowed.length === 0 ? "not_found" : "method_not_allowed");
}
