import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { ListQuery, listOf } from "@netvexa/contract/http/list";
import { Chunk, Document } from "@netvexa/contract/http/sources";
import { listChunks } from "../services/document/chunks.ts";
import { listDocuments } from "../services/document/list.ts";
import type { AppEnv } from "./app-env.ts";
import { idParam, jsonAnswer, named, reads } from "./define.ts";
import { readProblems } from "./problem-schema.ts";

const tags = ["Documents"];
const refusals = readProblems("invalid_request", "not_found");

const list = createRoute({
  method: "get",
  path: "/v1/sources/{sourceId}/documents",
  operationId: "listDocuments",
  summary: "List the documents of a source, newest first",
  tags,
  ...reads("source.read"),
  request: { ...idParam("sourceId", "source"), query: ListQuery },
  responses: { 200: jsonAnswer(listOf(named(Document, "Document")), "A page of documents"), ...refusals },
});

const chunks = createRoute({
  method: "get",
  path: "/v1/documents/{documentId}/chunks",
  operationId: "listChunks",
  summary: "List the passages of a document in their order",
  tags,
  ...reads("source.read"),
  request: { ...idParam("documentId", "document"), query: ListQuery },
  responses: { 200: jsonAnswer(listOf(named(Chunk, "Chunk")), "A page of passages"), ...refusals },
});

export const documentRoutes = new OpenAPIHono<AppEnv>()
  .openapi(list, async (c) => {
    const input = { ...c.req.valid("param"), ...c.req.valid("query") };
    return c.json(await listDocuments(c.var.context, input), 200);
  })
  .openapi(chunks, async (c) => {
    const input = { ...c.req.valid("param"), ...c.req.valid("query") };
    return c.json(await listChunks(c.var.context, input), 200);
  });
