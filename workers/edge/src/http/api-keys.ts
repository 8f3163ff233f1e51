import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { ApiKey, ApiKeyCreated, ApiKeyInput, ApiKeyRotation } from "@netvexa/contract/http/api-keys";
import { ListQuery, listOf } from "@netvexa/contract/http/list";
import { createApiKey } from "../services/api-key/create.ts";
import { listApiKeys } from "../services/api-key/list.ts";
import { revokeApiKey } from "../services/api-key/revoke.ts";
import { rotateApiKey } from "../services/api-key/rotate.ts";
import type { AppEnv } from "./app-env.ts";
import { idParam, jsonAnswer, jsonBody, named, reads, writes } from "./define.ts";
import { readProblems, writeProblems } from "./problem-schema.ts";

const tags = ["API keys"];
const ApiKeyCreatedSchema = named(ApiKeyCreated, "ApiKeyCreated");

const list = createRoute({
  method: "get",
  path: "/v1/api-keys",
  operationId: "listApiKeys",
  summary: "List API keys, newest first; never the keys themselves",
  tags,
  ...reads("key.manage"),
  request: { query: ListQuery },
  responses: {
    200: jsonAnswer(listOf(named(ApiKey, "ApiKey")), "A page of keys"),
    ...readProblems("invalid_request"),
  },
});

const create = createRoute({
  method: "post",
  path: "/v1/api-keys",
  operationId: "createApiKey",
  summary: "Create an API key; it is shown this once",
  tags,
  ...writes("key.manage", { showsSecret: true }),
  request: jsonBody(named(ApiKeyInput, "ApiKeyInput")),
  responses: {
    201: jsonAnswer(ApiKeyCreatedSchema, "The key"),
    ...writeProblems("conflict"),
  },
});

const rotate = createRoute({
  method: "post",
  path: "/v1/api-keys/{keyId}/rotate",
  operationId: "rotateApiKey",
  summary: "Give an API key a new secret; the earlier one stays good for the overlap",
  tags,
  ...writes("key.manage", { showsSecret: true }),
  request: { ...idParam("keyId", "apiKey"), ...jsonBody(named(ApiKeyRotation, "ApiKeyRotation")) },
  responses: {
    200: jsonAnswer(ApiKeyCreatedSchema, "The key with its new secret, which is shown this once"),
    ...writeProblems("not_found", "conflict"),
  },
});

const revoke = createRoute({
  method: "delete",
  path: "/v1/api-keys/{keyId}",
  operationId: "revokeApiKey",
  summary: "Revoke an API key for good",
  tags,
  ...writes("key.manage"),
  request: idParam("keyId", "apiKey"),
  responses: {
    204: { description: "The key is of no use any more" },
    ...writeProblems("not_found"),
  },
});

export const apiKeyRoutes = new OpenAPIHono<AppEnv>()
  .openapi(list, async (c) => c.json(await listApiKeys(c.var.context, c.req.valid("query")), 200))
  .openapi(create, async (c) => c.json(await createApiKey(c.var.context, c.req.valid("json")), 201))
  .openapi(rotate, async (c) => {
    const { keyId } = c.req.valid("param");
    return c.json(await rotateApiKey(c.var.context, { keyId, ...c.req.valid("json") }), 200);
  })
  .openapi(revoke, async (c) => {
    await revokeApiKey(c.var.context, c.req.valid("param").keyId);
    return c.body(null, 204);
  });
