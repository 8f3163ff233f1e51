import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { ExportQuery, Transcript } from "@netvexa/contract/http/visitors";
import { exportTranscripts } from "../services/export/export.ts";
import type { AppEnv } from "./app-env.ts";
import { idParam, named, reads } from "./define.ts";
import { readProblems } from "./problem-schema.ts";

const tags = ["Visitors"];
const CONTENT_TYPES = { json: "application/json", csv: "text/csv; charset=utf-8" } as const;
const file = {
  description: "The whole file; cells of the CSV that a spreadsheet would run begin with an apostrophe",
  content: {
    "application/json": { schema: z.array(named(Transcript, "Transcript")) },
    "text/csv": { schema: z.string() },
  },
};

const one = createRoute({
  method: "get",
  path: "/v1/visitors/{visitorId}/export",
  operationId: "exportVisitor",
  summary: "Download all that a visitor said and was told",
  tags,
  ...reads("conversation.read"),
  request: { ...idParam("visitorId", "visitor"), query: ExportQuery },
  responses: { 200: file, ...readProblems("invalid_request", "not_found") },
});

const all = createRoute({
  method: "get",
  path: "/v1/export",
  operationId: "exportConversations",
  summary: "Download the conversations and leads of every visitor",
  tags,
  ...reads("conversation.read"),
  request: { query: ExportQuery },
  responses: { 200: file, ...readProblems("invalid_request") },
});

function download(stream: ReadableStream<Uint8Array>, format: ExportQuery["format"]): Response {
  return new Response(stream, {
    headers: {
      "content-type": CONTENT_TYPES[format],
      "content-disposition": `attachment; filename="conversations.${format}"`,
      "cache-control": "no-store",
    },
  });
}

export const exportRoutes = new OpenAPIHono<AppEnv>()
  .openapi(one, async (c) => {
    const { format } = c.req.valid("query");
    return download(await exportTranscripts(c.var.context, { format, ...c.req.valid("param") }), format);
  })
  .openapi(all, async (c) => {
    const { format } = c.req.valid("query");
    return download(await exportTranscripts(c.var.context, { format }), format);
  });
