import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { AccessToken, KeySet } from "@netvexa/contract/http/widget";
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
    ...problems("unauthenticated", "forbidden", "origin_not_allowed", "body_too_large", "rate_limited"),
  },
});

const keySet = createRoute({
  method: "get",
  path: "/.well-known/jwks.json",
  operationId: "getKeySet",
  summary: "Read the public keys that check an access token",
  tags: ["Sign-in"],
  security: [],
  responses: {
    200: jsonAnswer(named(KeySet, "KeySet"), "The keys of every token that may still be good"),
    ...problems(),
  },
});

const KEY_SET_CACHE = "public, max-age=300";

export const tokenRoutes = new OpenAPIHono<AppEnv>()
  .openapi(issue, async (c) => {
    const { services } = c.var;
    return c.json(await issueAccessToken(services, c.env, c.req.raw), 200);
  })
  .openapi(keySet, async (c) => {
    const keys = await c.var.services.signingKeys.published();
    c.header("cache-control", KEY_SET_CACHE);
    return c.json({ keys }, 200);
  });
