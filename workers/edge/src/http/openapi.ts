import type { OpenAPIHono } from "@hono/zod-openapi";
import type { AppEnv } from "./app-env.ts";
import { PROBLEM_SCHEMA } from "./problem-schema.ts";

const INFO = {
  title: "NETVEXA",
  version: "1",
  description:
    "The public API. Errors are RFC 9457 problems whose `type` leads to a page that explains them. " +
    "Writes accept `Idempotency-Key`. Lists take `cursor` and `limit`.",
};

/** The description of every route, made from the routes themselves. */
export function describeApi(app: OpenAPIHono<AppEnv>, publicUrl: string) {
  const document = app.getOpenAPI31Document({ openapi: "3.1.0", info: INFO, servers: [{ url: publicUrl }] });
  return {
    ...document,
    components: {
      ...document.components,
      schemas: { ...document.components?.schemas, Problem: PROBLEM_SCHEMA },
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "A token of `POST /v1/token`, or an `nvx_` API key" },
        session: { type: "apiKey", in: "cookie", name: "netvexa.session_token" },
        visitor: { type: "apiKey", in: "header", name: "Sec-WebSocket-Protocol" },
      },
    },
  };
}
