import { OpenAPIHono } from "@hono/zod-openapi";
import { newId } from "@netvexa/contract/ids";
import { LIMITS } from "@netvexa/contract/limits";
import { ServiceError } from "@netvexa/contract/problem";
import type { Context, Hono } from "hono";
import type { BlankEnv, ExtractSchema } from "hono/types";
import { requireDeclared } from "../declared/routes.ts";
import { describeError, type Logger } from "../observability/logger.ts";
import { agentRoutes } from "./agents.ts";
import { answerRoutes } from "./answers.ts";
import { apiKeyRoutes } from "./api-keys.ts";
import type { AppEnv } from "./app-env.ts";
import { auditRoutes } from "./audit.ts";
import { chatRoutes } from "./chat.ts";
import { conversationRoutes } from "./conversations.ts";
import { documentRoutes } from "./documents.ts";
import { exportRoutes } from "./export.ts";
import { healthRoutes } from "./health.ts";
import { refuseInvalid } from "./invalid.ts";
import { memberRoutes } from "./members.ts";
import { methodsOf } from "./methods.ts";
import { answerPreflight } from "./middleware/allowed-page.ts";
import { limitBody } from "./middleware/body.ts";
import { type ServicesOf, withRequest } from "./middleware/request.ts";
import { describeApi } from "./openapi.ts";
import { ownDataRoutes } from "./own-data.ts";
import { problemAt, problemInputOf, problemResponse } from "./problems.ts";
import { sourceRoutes } from "./sources.ts";
import { tokenRoutes } from "./token.ts";
import { visitorSecretRoutes } from "./visitor-secrets.ts";
import { visitorRoutes } from "./visitors.ts";
import { widgetRoutes } from "./widget.ts";
import { workspaceRoutes } from "./workspace.ts";

/** Every route of the API. `servicesOf` finds what they need; `log` works even where that fails. */
export function createApp({ servicesOf, log }: { servicesOf: ServicesOf; log: Logger }) {
  const base = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  base.use(withRequest(servicesOf));
  const app = base
    .route("/", healthRoutes)
    .route("/", tokenRoutes)
    .route("/", agentRoutes)
    .route("/", sourceRoutes)
    .route("/", documentRoutes)
    .route("/", answerRoutes)
    .route("/", conversationRoutes)
    .route("/", visitorRoutes)
    .route("/", visitorSecretRoutes)
    .route("/", exportRoutes)
    .route("/", apiKeyRoutes)
    .route("/", memberRoutes)
    .route("/", auditRoutes)
    .route("/", workspaceRoutes)
    .route("/", widgetRoutes)
    .route("/", ownDataRoutes)
    .route("/", chatRoutes);
  app.options("/v1/widget/:agentId/*", answerPreflight);
  app.get("/openapi.json", (c) => c.json(describeApi(app, c.var.services.publicUrl), 200));
  app.all("/auth/*", limitBody(LIMITS.authBodyMaxBytes), async (c) => {
    const { handleAuth } = await import("../auth/better-auth.ts");
    return handleAuth(c.env, c.var.services, c.req.raw, await c.req.text());
  });
  app.post("/v1/operator/tenants/:tenantId/:action", async (c) => (await import("./operator.ts")).operate(c));
  app.get("/dev/*", async (c) => {
    const { serveMailbox } = await import("../mail/dev-mailbox.ts");
    return serveMailbox(c.env, c.req.raw);
  });
  requireDeclared(app);
  app.notFound((c) =>
    refuse(c, new ServiceError(methodsOf(app, c.req.path).length > 0 ? "method_not_allowed" : "not_found")),
  );
  app.onError((error, c) => refuse(c, error));

  function refuse(c: Context<AppEnv>, error: unknown): Response {
    const requestId = c.get("requestId") ?? newId("request");
    const input = problemInputOf(error);
    if (!(error instanceof ServiceError) && input.code !== "malformed_body")
      log("error", "request_failed", { requestId, ...describeError(error) });
    c.set("problemCode", input.code);
    c.set("refusal", input);
    const response = problemResponse(problemAt(input, { publicUrl: c.env?.PUBLIC_URL, requestId }));
    if (input.code === "method_not_allowed") response.headers.set("allow", methodsOf(app, c.req.path).join(", "));
    return response;
  }
  return app;
}

/** The routes as a client's types see them, for `hc`. */
export type Api = Hono<BlankEnv, ExtractSchema<ReturnType<typeof createApp>>, "/">;
