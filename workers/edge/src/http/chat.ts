import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { CLOSE, PROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from "@netvexa/contract/frames/wire";
import { type ProblemCode, ServiceError } from "@netvexa/contract/problem";
import type { Context } from "hono";
import { describeError } from "../observability/logger.ts";
import { joinByToken } from "../services/widget/join.ts";
import type { AppEnv } from "./app-env.ts";
import { countryOf } from "./middleware/allowed-page.ts";
import { problems } from "./problem-schema.ts";
import { problemAt, problemInputOf } from "./problems.ts";

const chat = createRoute({
  method: "get",
  path: "/v1/chat",
  operationId: "openChat",
  summary: "Chat over WebSocket: subprotocols `netvexa.v1` and `token.<visitor token>`",
  tags: ["Widget"],
  security: [{ visitor: [] }],
  responses: {
    101: { description: "The socket is open; a refused one says why in a problem frame and closes" },
    ...problems("upgrade_required"),
  },
});

const CLOSE_CODES: Partial<Record<ProblemCode, number>> = {
  unauthenticated: CLOSE.unauthenticated,
  origin_not_allowed: CLOSE.forbidden,
  country_not_allowed: CLOSE.forbidden,
  not_found: CLOSE.notFound,
};

export const chatRoutes = new OpenAPIHono<AppEnv>().openapi(chat, async (c) => {
  const offered = (c.req.header("sec-websocket-protocol") ?? "").split(",").map((name) => name.trim());
  const isUpgrade = c.req.header("upgrade")?.toLowerCase() === "websocket";
  if (!isUpgrade || !offered.includes(PROTOCOL)) throw new ServiceError("upgrade_required");
  const bearer = offered.find((name) => name.startsWith(TOKEN_SUBPROTOCOL_PREFIX));
  try {
    const token = bearer?.slice(TOKEN_SUBPROTOCOL_PREFIX.length);
    const join = await joinByToken(c.var.services, {
      token,
      origin: c.req.header("origin"),
      country: countryOf(c.req.raw),
    });
    return await c.var.services.rooms.connect(join, c.req.raw);
  } catch (error) {
    return refuseSocket(c, error);
  }
});

/** A browser cannot read the answer to a failed upgrade, so the refusal is told on the socket itself. */
function refuseSocket(c: Context<AppEnv>, error: unknown): Response {
  const { requestId, services } = c.var;
  const problem = problemAt(problemInputOf(error), { publicUrl: services.publicUrl, requestId });
  c.set("problemCode", problem.code);
  if (problem.code === "internal") services.log("error", "request_failed", { requestId, ...describeError(error) });
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.send(JSON.stringify({ type: "problem", problem }));
  server.close(CLOSE_CODES[problem.code] ?? CLOSE.internal, problem.code);
  return new Response(null, { status: 101, webSocket: client, headers: { "sec-websocket-protocol": PROTOCOL } });
}
