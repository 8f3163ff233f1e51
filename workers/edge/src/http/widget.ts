import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { WidgetConfig, WidgetSession, WidgetSessionEnd, WidgetSessionInput } from "@netvexa/contract/http/widget";
import { LIMITS } from "@netvexa/contract/limits";
import { sha256Hex } from "../auth/digest.ts";
import { networkDigest } from "../auth/network-digest.ts";
import { widgetConfig } from "../services/widget/config.ts";
import { endWidgetSession, openWidgetSession } from "../services/widget/session.ts";
import type { AppEnv } from "./app-env.ts";
import { idParam, jsonAnswer, jsonBody, named } from "./define.ts";
import { fromAllowedCountry, fromAllowedPage, ofThawedTenant } from "./middleware/allowed-page.ts";
import { limitBody } from "./middleware/body.ts";
import { problems } from "./problem-schema.ts";

const agentId = idParam("agentId", "agent");
const tags = ["Widget"];
const ETAG_LENGTH = 32;
const CONFIG_CACHE = "public, max-age=60, stale-while-revalidate=600";

const config = createRoute({
  method: "get",
  path: "/v1/widget/{agentId}/config",
  operationId: "getWidgetConfig",
  summary: "Read the public face of an agent",
  tags,
  security: [],
  middleware: [fromAllowedPage({ isOriginOptional: true }), ofThawedTenant],
  request: agentId,
  responses: {
    200: jsonAnswer(named(WidgetConfig, "WidgetConfig"), "What a visitor may see"),
    304: { description: "As the caller already has it" },
    ...problems("not_found", "origin_not_allowed", "tenant_frozen"),
  },
});

const session = createRoute({
  method: "post",
  path: "/v1/widget/{agentId}/sessions",
  operationId: "openWidgetSession",
  summary: "Begin or continue a visitor's conversation from an allowed page",
  tags,
  security: [],
  middleware: [
    fromAllowedPage({ isOriginOptional: false }),
    fromAllowedCountry,
    ofThawedTenant,
    limitBody(LIMITS.bodyMaxBytes),
  ],
  request: { ...agentId, ...jsonBody(named(WidgetSessionInput, "WidgetSessionInput")) },
  responses: {
    201: jsonAnswer(named(WidgetSession, "WidgetSession"), "A token for one conversation"),
    ...problems(
      "malformed_body",
      "invalid_request",
      "origin_not_allowed",
      "country_not_allowed",
      "sign_in_required",
      "identity_invalid",
      "unauthenticated",
      "tenant_frozen",
      "work_required",
      "rate_limited",
      "misconfigured",
      "not_found",
      "body_too_large",
    ),
  },
});

const end = createRoute({
  method: "post",
  path: "/v1/widget/{agentId}/sessions/end",
  operationId: "endWidgetSession",
  summary: "End the session of a visitor's token: none of its tokens opens anything any more",
  tags,
  security: [],
  middleware: [fromAllowedPage({ isOriginOptional: false }), limitBody(LIMITS.bodyMaxBytes)],
  request: { ...agentId, ...jsonBody(named(WidgetSessionEnd, "WidgetSessionEnd")) },
  responses: {
    204: { description: "The session is over" },
    ...problems("malformed_body", "invalid_request", "origin_not_allowed", "not_found", "body_too_large"),
  },
});

export const widgetRoutes = new OpenAPIHono<AppEnv>()
  .openapi(config, async (c) => {
    const face = widgetConfig(c.var.agent);
    const etag = `"${(await sha256Hex(JSON.stringify(face))).slice(0, ETAG_LENGTH)}"`;
    c.header("etag", etag);
    c.header("cache-control", CONFIG_CACHE);
    return c.req.header("if-none-match") === etag ? c.body(null, 304) : c.json(face, 200);
  })
  .openapi(session, async (c) => {
    const network = await networkDigest(c.var.services, c.req.header("cf-connecting-ip"));
    const agent = { ...c.var.agent, origin: c.req.header("origin") ?? "", network };
    return c.json(await openWidgetSession(c.var.services, { agent, input: c.req.valid("json") }), 201);
  })
  .openapi(end, async (c) => {
    const agent = { ...c.var.agent, origin: c.req.header("origin") ?? "" };
    await endWidgetSession(c.var.services, agent, c.req.valid("json").token);
    return c.body(null, 204);
  });
