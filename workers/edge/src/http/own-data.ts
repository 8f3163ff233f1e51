import { createRoute, OpenAPIHono, type RouteConfig, z } from "@hono/zod-openapi";
import { OwnDataInput, OwnErasure, OwnTranscript } from "@netvexa/contract/http/widget";
import { LIMITS } from "@netvexa/contract/limits";
import { eraseOwnData } from "../services/own-data/erase.ts";
import { exportOwnData } from "../services/own-data/export.ts";
import type { AppEnv } from "./app-env.ts";
import { idParam, jsonAnswer, jsonBody, named } from "./define.ts";
import { fromAllowedPage } from "./middleware/allowed-page.ts";
import { limitBody } from "./middleware/body.ts";
import { problems } from "./problem-schema.ts";

/** Behind the visitor's token in the body, as a page may send no header of its own without asking first. */
const ofVisitor = {
  tags: ["Widget"],
  security: [],
  middleware: [fromAllowedPage({ isOriginOptional: false }), limitBody(LIMITS.bodyMaxBytes)],
  request: { ...idParam("agentId", "agent"), ...jsonBody(named(OwnDataInput, "OwnDataInput")) },
};
const REFUSALS = [
  "malformed_body",
  "invalid_request",
  "unauthenticated",
  "origin_not_allowed",
  "sign_in_required",
  "not_found",
  "body_too_large",
] as const;

/** Typed loosely, as it is streamed rather than made of one value. */
const copy: RouteConfig["responses"][string] = jsonAnswer(
  z.array(named(OwnTranscript, "OwnTranscript")),
  "Every conversation of the visitor",
);

const download = createRoute({
  method: "post",
  path: "/v1/widget/{agentId}/sessions/export",
  operationId: "exportOwnData",
  summary: "Download all that the visitor of this token said to the agent and was told",
  ...ofVisitor,
  responses: {
    200: copy,
    ...problems(...REFUSALS, "rate_limited"),
  },
});

const erase = createRoute({
  method: "post",
  path: "/v1/widget/{agentId}/sessions/erase",
  operationId: "eraseOwnData",
  summary: "Erase all that the visitor of this token said to the agent and was told; repeat until `isComplete`",
  ...ofVisitor,
  responses: {
    200: jsonAnswer(named(OwnErasure, "OwnErasure"), "What this call erased; the token opens nothing any more"),
    ...problems(...REFUSALS),
  },
});

export const ownDataRoutes = new OpenAPIHono<AppEnv>()
  .openapi(download, async (c) => {
    const agent = { ...c.var.agent, origin: c.req.header("origin") ?? "" };
    const stream = await exportOwnData(c.var.services, { agent, token: c.req.valid("json").token });
    return new Response(stream, { headers: { "content-type": "application/json", "cache-control": "no-store" } });
  })
  .openapi(erase, async (c) => {
    const agent = { ...c.var.agent, origin: c.req.header("origin") ?? "" };
    return c.json(await eraseOwnData(c.var.services, { agent, token: c.req.valid("json").token }), 200);
  });
