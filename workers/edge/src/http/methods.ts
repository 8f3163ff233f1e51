import type { OpenAPIHono } from "@hono/zod-openapi";
import type { AppEnv } from "./app-env.ts";

/** The methods that some route answers under this path; empty if there is no such path. */
export function methodsOf(app: OpenAPIHono<AppEnv>, path: string): string[] {
  const methods = app.openAPIRegistry.definitions.flatMap((definition) =>
    definition.type === "route" && isPathOf(definition.route.path, path) ? [definition.route.method.toUpperCase()] : [],
  );
  return [...new Set(methods)].sort();
}

function isPathOf(template: string, path: string): boolean {
  const wanted = template.split("/");
  const given = path.split("/");
  return wanted.length === given.length && wanted.every((step, index) => step.startsWith("{") || step === given[index]);
}
