import type { OpenAPIHono, RouteConfig } from "@hono/zod-openapi";
import { ApiKeyScope } from "@netvexa/contract/http/api-keys";
import type { AppEnv } from "../http/app-env.ts";
import { isAllowed, PERMISSIONS, type Permission } from "../services/permissions.ts";
import { DOOR_CALLS, FRAMES, JOBS, ROOM_CALLS } from "./beyond-http.ts";
import type { Declaration } from "./declaration.ts";
import { OPEN_ROUTES } from "./open-routes.ts";

type Mounted = Pick<OpenAPIHono<AppEnv>, "openAPIRegistry" | "routes">;

/** Every way into the product, and what each states. */
export function declaredRoutes(app: Mounted): Declaration[] {
  const open = Object.entries(OPEN_ROUTES).map(([name, route]) => ({ name, surface: "http" as const, ...route }));
  return [...securedRoutes(app), ...open, ...FRAMES, ...ROOM_CALLS, ...DOOR_CALLS, ...JOBS];
}

/** Throws for a route that states nothing, so that it cannot be served. To be called when all are mounted. */
export function requireDeclared(app: Mounted): void {
  const declared = new Set(declaredRoutes(app).map(({ name }) => name));
  for (const { method, path } of app.routes) {
    const name = `${method} ${path.replace(/:(\w+)/g, "{$1}")}`;
    // What runs before every route is none itself.
    if (name !== "ALL /*" && !declared.has(name)) throw new Error(`the route ${name} is not declared`);
  }
}

function securedRoutes(app: Mounted): Declaration[] {
  return app.openAPIRegistry.definitions.flatMap((definition) => {
    if (definition.type !== "route") return [];
    const declaration = declarationOf(definition.route);
    return declaration === undefined ? [] : [declaration];
  });
}

function declarationOf(route: RouteConfig): Declaration | undefined {
  const permission: unknown = Reflect.get(route, "x-netvexa-permission");
  const isBearer = route.security?.some((scheme) => "bearer" in scheme) ?? false;
  if (!isBearer || !isPermission(permission)) return undefined;
  const maxBytes: unknown = Reflect.get(route, "x-netvexa-max-bytes");
  const { request = {} } = route;
  const checks = (["params", "query", "headers", "body"] as const).filter((part) => request[part] !== undefined);
  if (request.body !== undefined && typeof maxBytes !== "number") return undefined;
  const isRepeatable = JSON.stringify(Reflect.get(route, "parameters") ?? []).includes("Idempotency-Key");
  if (!isRepeatable && route.method !== "get" && Reflect.get(route, "x-netvexa-reads") !== true) return undefined;
  return {
    name: `${route.method.toUpperCase()} ${route.path}`,
    surface: "http",
    credentials: isForKeys(permission) ? ["access_token", "api_key"] : ["access_token"],
    permission,
    tenant: "credential",
    checks: checks.length === 0 ? ["none"] : checks,
    ...(typeof maxBytes === "number" ? { maxBytes } : {}),
    repeats: isRepeatable ? "idempotency_key" : "safe",
  };
}

function isPermission(value: unknown): value is Permission {
  return PERMISSIONS.some((permission) => permission === value);
}

function isForKeys(permission: Permission): boolean {
  return isAllowed({ kind: "key", id: "", scopes: [...ApiKeyScope.options] }, permission);
}
