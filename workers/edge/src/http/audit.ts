import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { AuditEvent, AuditExportQuery, AuditQuery } from "@netvexa/contract/http/audit";
import { listOf } from "@netvexa/contract/http/list";
import { exportAuditEvents } from "../services/audit/export.ts";
import { listAuditEvents } from "../services/audit/list.ts";
import type { AppEnv } from "./app-env.ts";
import { jsonAnswer, named, reads } from "./define.ts";
import { readProblems } from "./problem-schema.ts";

const tags = ["Audit"];
const AuditEventSchema = named(AuditEvent, "AuditEvent");
const CONTENT_TYPES = { json: "application/json", csv: "text/csv; charset=utf-8" } as const;

const list = createRoute({
  method: "get",
  path: "/v1/audit",
  operationId: "listAuditEvents",
  summary: "List what was done, the latest first",
  tags,
  ...reads("audit.read"),
  request: { query: AuditQuery },
  responses: {
    200: jsonAnswer(listOf(AuditEventSchema), "A page of events"),
    ...readProblems("invalid_request"),
  },
});

const download = createRoute({
  method: "get",
  path: "/v1/audit/export",
  operationId: "exportAuditEvents",
  summary: "Download the audit log as JSON or CSV, the latest first",
  tags,
  ...reads("audit.read"),
  request: { query: AuditExportQuery },
  responses: {
    200: {
      description: "The whole log; cells of the CSV that a spreadsheet would run begin with an apostrophe",
      content: {
        "application/json": { schema: z.array(AuditEventSchema) },
        "text/csv": { schema: z.string() },
      },
    },
    ...readProblems("invalid_request"),
  },
});

export const auditRoutes = new OpenAPIHono<AppEnv>()
  .openapi(list, async (c) => c.json(await listAuditEvents(c.var.context, c.req.valid("query")), 200))
  .openapi(download, async (c) => {
    const query = c.req.valid("query");
    return new Response(exportAuditEvents(c.var.context, query), {
      headers: {
        "content-type": CONTENT_TYPES[query.format],
        "content-disposition": `attachment; filename="audit.${query.format}"`,
      },
    });
  });
