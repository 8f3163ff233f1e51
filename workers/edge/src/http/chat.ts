import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { PROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from "@netvexa/contract/frames/wire";
import { ServiceError } from "@netvexa/contract/problem";
import { joinByToken } from "../services/widget/join.ts";
import type { AppEnv } from "./app-env.ts";
import { countryOf } from "./middleware/allowed-page.ts";
import { problems } from "./problem-schema.ts";

const chat = createRoute({
  method: "get",
  path: "/v1/chat",
  operationId: "openChat",
  summary: "Chat over WebSocket: subprotocols `netvexa.v1` and `token.<visitor token>`",
  tags: ["Widget"],
  security: [{ visitor: [] }],
  responses: {
    101: { description: "The socket is open" },
    ...problems(
      "upgrade_required",
      "unauthenticated",
      "origin_not_allowed",
      "country_not_allowed",
      "sign_in_required",
      "tenant_frozen",
      "not_found",
    ),
  },
});

export const chatRoutes = new OpenAPIHono<AppEnv>().openapi(chat, async (c) => {
  const offered = (c.req.header("sec-websocket-protocol") ?? "").split(",").map((name) => name.trim());
  const isUpgrade = c.req.header("upgrade")?.toLowerCase() === "websocket";
  if (!isUpgrade || !offered.includes(PROTOCOL)) throw new ServiceError("upgrade_required");
  const bearer = offered.find((name) => name.startsWith(TOKEN_SUBPROTOCOL_PREFIX));
  // A refusal is a plain answer before anything wakes. A browser shows its page no more than that the socket failed;
  // the widget then asks for a new session, which says why.
  const join = await joinByToken(c.var.services, {
    token: bearer?.slice(TOKEN_SUBPROTOCOL_PREFIX.length),
    origin: c.req.header("origin"),
    country: countryOf(c.req.raw),
  });
  return c.var.services.rooms.connect(join, c.req.raw);
});
