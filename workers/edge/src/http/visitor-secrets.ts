import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import {
  VisitorFound,
  VisitorLookup,
  VisitorSecretCreated,
  VisitorSecretInput,
  VisitorSecrets,
} from "@netvexa/contract/http/visitor-secrets";
import { idSchema } from "@netvexa/contract/ids";
import { LIMITS } from "@netvexa/contract/limits";
import { createVisitorSecret } from "../services/visitor-secret/create.ts";
import { listVisitorSecrets } from "../services/visitor-secret/list.ts";
import { lookUpVisitor } from "../services/visitor-secret/look-up.ts";
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

const lookUp = createRoute({
  method: "post",
  path: "/v1/agents/{agentId}/visitors/search",
  operationId: "lookUpVisitor",
  summary: "Find the id of a visitor whom the site signs in, by the site's own id",
  tags,
  ...reads("conversation.read", { bodyMaxBytes: LIMITS.bodyMaxBytes }),
  request: { ...agentId, ...jsonBody(named(VisitorLookup, "VisitorLookup")) },
  responses: {
    200: jsonAnswer(named(VisitorFound, "VisitorFound"), "The visitor's id here"),
    ...readProblems("malformed_body", "invalid_request", "not_found", "body_too_large"),
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
  })
  .openapi(lookUp, async (c) => {
    const input = { ...c.req.valid("param"), ...c.req.valid("json") };
    return c.json(await lookUpVisitor(c.var.context, input), 200);
  });
