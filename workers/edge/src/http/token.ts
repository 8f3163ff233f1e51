import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { AccessToken } from "@netvexa/contract/http/widget";
import { issueAccessToken } from "../auth/session.ts";
import type { AppEnv } from "./app-env.ts";
import { jsonAnswer, named, open } from "./define.ts";
import { problems } from "./problem-schema.ts";

const issue = createRoute({
  method: "post",
  path: "/v1/token",
  operationId: "issueToken",
  summary: "Exchange the session cookie for a token of at most fifteen minutes",
  tags: ["Sign-in"],
  ...open(),
  security: [{ session: [] }],
  responses: {
    200: jsonAnswer(named(AccessToken, "AccessToken"), "The token"),
    ...problems("unauthenticated", "forbidden", "origin_not_allowed", "body_too_large"),
  },
});

export const tokenRoutes = new OpenAPIHono<AppEnv>().openapi(issue, async (c) => {
  const { services } = c.var;
  return c.json(await issueAccessToken(services, c.env, c.req.raw), 200);
});
