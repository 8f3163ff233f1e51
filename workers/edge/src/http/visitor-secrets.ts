import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { VisitorSecretCreated, VisitorSecretInput, VisitorSecrets } from "@netvexa/contract/http/visitor-secrets";
import { idSchema } from "@netvexa/contract/ids";
import { createVisitorSecret } from "../services/visitor-secret/create.ts";
import { listVisitorSecrets } from "../services/visitor-secret/list.ts";
import { revokeVisitorSecret } from "../services/visitor-secret/revoke.ts";
import { withRecheck } from "../services/widget/recheck.ts";
import type { AppEnv } from "./app-env.ts";
import { idParam, jsonAnswer, jsonBody, named, reads, writes } from "./define.ts";
import { readProblems, writeProblems } from "./problem-schema.ts";

const agentId = idParam("agentId", "agent");
const tags = ["Signed-in visitors"];

const list = createRoute({
  method: "get",
  path: "/v1/agents/{agentId}/visitor-secrets",
  operationId: "listVisitorSecrets",
  summary: "List the secrets that sign visitors in, newest first; never the secrets themselves",
  tags,
  ...reads("key.manage"),
  request: agentId,
  responses: {
    200: jsonAnswer(named(VisitorSecrets, "VisitorSecrets"), "The secrets that are good now"),
    ...readProblems("not_found"),
  },
});

const create = createRoute({
  method: "post",
  path: "/v1/agents/{agentId}/visitor-secrets",
  operationId: "createVisitorSecret",
  summary: "Create a secret that signs visitors in, or rotate: with `overlapSeconds` those before it end",
  tags,
  ...writes("key.manage", { showsSecret: true }),
  request: { ...agentId, ...jsonBody(named(VisitorSecretInput, "VisitorSecretInput")) },
  responses: {
    201: jsonAnswer(named(VisitorSecretCreated, "VisitorSecretCreated"), "The secret, which is shown this once"),
    ...writeProblems("not_found", "conflict"),
  },
});

const revoke = createRoute({
  method: "delete",
  path: "/v1/agents/{agentId}/visitor-secrets/{visitorSecretId}",
  operationId: "revokeVisitorSecret",
  summary: "Revoke a secret; the visitors whom it signed in are signed out",
  tags,
  ...writes("key.manage"),
  request: { params: z.object({ ...agentId.params.shape, visitorSecretId: idSchema("visitorSecret") }) },
  responses: {
    204: { description: "The secret is of no use any more" },
    ...writeProblems("not_found"),
  },
});

export const visitorSecretRoutes = new OpenAPIHono<AppEnv>()
  .openapi(list, async (c) => c.json(await listVisitorSecrets(c.var.context, c.req.valid("param").agentId), 200))
  .openapi(create, async (c) => {
    const { agentId } = c.req.valid("param");
    const input = { agentId, ...c.req.valid("json") };
    return c.json(await withRecheck(c.var.context, agentId, () => createVisitorSecret(c.var.context, input)), 201);
  })
  .openapi(revoke, async (c) => {
    const { agentId, visitorSecretId: secretId } = c.req.valid("param");
    await withRecheck(c.var.context, agentId, () => revokeVisitorSecret(c.var.context, { agentId, secretId }));
    return c.body(null, 204);
  });
