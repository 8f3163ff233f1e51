import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { ListQuery, listOf } from "@netvexa/contract/http/list";
import { Source, SourceCreated, SourceInput } from "@netvexa/contract/http/sources";
import { LIMITS } from "@netvexa/contract/limits";
import { completeSource } from "../services/source/complete.ts";
import { createSource } from "../services/source/create.ts";
import { getSource } from "../services/source/get.ts";
import { listSources } from "../services/source/list.ts";
import { removeSource } from "../services/source/remove.ts";
import { syncSource } from "../services/source/sync.ts";
import type { AppEnv } from "./app-env.ts";
import { idParam, jsonAnswer, jsonBody, named, reads, writes } from "./define.ts";
import { readProblems, writeProblems } from "./problem-schema.ts";

const SourceSchema = named(Source, "Source");
const agentId = idParam("agentId", "agent");
const sourceId = idParam("sourceId", "source");
const tags = ["Sources"];

const list = createRoute({
  method: "get",
  path: "/v1/agents/{agentId}/sources",
  operationId: "listSources",
  summary: "List the sources of an agent, newest first",
  tags,
  ...reads("source.read"),
  request: { ...agentId, query: ListQuery },
  responses: {
    200: jsonAnswer(listOf(SourceSchema), "A page of sources"),
    ...readProblems("invalid_request", "not_found"),
  },
});

const create = createRoute({
  method: "post",
  path: "/v1/agents/{agentId}/sources",
  operationId: "createSource",
  summary: "Add knowledge: documents, questions and answers, a page, or a file to upload",
  tags,
  ...writes("source.write", { bodyMaxBytes: LIMITS.documentsBodyMaxBytes }),
  request: { ...agentId, ...jsonBody(named(SourceInput, "SourceInput")) },
  responses: {
    201: jsonAnswer(named(SourceCreated, "SourceCreated"), "The source, and where to upload its file"),
    ...writeProblems("not_found", "source_too_large", "unsupported_media_type"),
  },
});

const get = createRoute({
  method: "get",
  path: "/v1/sources/{sourceId}",
  operationId: "getSource",
  summary: "Read a source, its status and its progress",
  tags,
  ...reads("source.read"),
  request: sourceId,
  responses: {
    200: jsonAnswer(SourceSchema, "The source"),
    ...readProblems("not_found"),
  },
});

const remove = createRoute({
  method: "delete",
  path: "/v1/sources/{sourceId}",
  operationId: "deleteSource",
  summary: "Delete a source with its documents",
  tags,
  ...writes("source.write"),
  request: sourceId,
  responses: {
    204: { description: "The source is gone" },
    ...writeProblems("not_found"),
  },
});

const complete = createRoute({
  method: "post",
  path: "/v1/sources/{sourceId}/complete",
  operationId: "completeSource",
  summary: "Say that the file is uploaded",
  tags,
  ...writes("source.write"),
  request: sourceId,
  responses: {
    200: jsonAnswer(SourceSchema, "The source, on its way"),
    ...writeProblems("not_found", "conflict", "upload_missing"),
  },
});

const sync = createRoute({
  method: "post",
  path: "/v1/sources/{sourceId}/sync",
  operationId: "syncSource",
  summary: "Read the source again now",
  tags,
  ...writes("source.write"),
  request: sourceId,
  responses: {
    200: jsonAnswer(SourceSchema, "The source, on its way"),
    ...writeProblems("not_found", "conflict"),
  },
});

export const sourceRoutes = new OpenAPIHono<AppEnv>()
  .openapi(list, async (c) => {
    const input = { ...c.req.valid("param"), ...c.req.valid("query") };
    return c.json(await listSources(c.var.context, input), 200);
  })
  .openapi(create, async (c) => {
    const { agentId } = c.req.valid("param");
    return c.json(await createSource(c.var.context, { agentId, input: c.req.valid("json") }), 201);
  })
  .openapi(get, async (c) => c.json(await getSource(c.var.context, c.req.valid("param").sourceId), 200))
  .openapi(remove, async (c) => {
    await removeSource(c.var.context, c.req.valid("param").sourceId);
    return c.body(null, 204);
  })
  .openapi(complete, async (c) => c.json(await completeSource(c.var.context, c.req.valid("param").sourceId), 200))
  .openapi(sync, async (c) => c.json(await syncSource(c.var.context, c.req.valid("param").sourceId), 200));
