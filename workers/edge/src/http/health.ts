import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { checkReadiness } from "../services/health/readiness.ts";
import type { AppEnv } from "./app-env.ts";
import { jsonAnswer } from "./define.ts";
import { problems } from "./problem-schema.ts";

const Alive = z.strictObject({ status: z.literal("ok") });
const Ready = z.strictObject({
  status: z.enum(["ready", "unready"]),
  checks: z.strictObject({ configuration: z.literal("ok"), database: z.enum(["ok", "failed"]) }),
});
const tags = ["Health"];

const alive = createRoute({
  method: "get",
  path: "/healthz",
  operationId: "getHealth",
  summary: "The Worker runs and is configured; asks nobody else",
  tags,
  security: [],
  responses: { 200: jsonAnswer(Alive, "Alive"), ...problems() },
});

const ready = createRoute({
  method: "get",
  path: "/readyz",
  operationId: "getReadiness",
  summary: "The Worker and what it needs to answer",
  tags,
  security: [],
  responses: {
    200: jsonAnswer(Ready, "Every check passed"),
    ...problems(),
    503: jsonAnswer(Ready, "A check failed, or the service is not configured"),
  },
});

export const healthRoutes = new OpenAPIHono<AppEnv>()
  .openapi(alive, (c) => c.json({ status: "ok" as const }, 200))
  .openapi(ready, async (c) => {
    const readiness = await checkReadiness(c.var.services);
    return readiness.status === "ready" ? c.json(readiness, 200) : c.json(readiness, 503);
  });
