import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { WorkspaceErasure, WorkspaceErasureQuery } from "@netvexa/contract/http/workspace";
import { eraseWorkspace } from "../services/workspace/erase.ts";
import type { AppEnv } from "./app-env.ts";
import { jsonAnswer, named, writes } from "./define.ts";
import { writeProblems } from "./problem-schema.ts";

const erase = createRoute({
  method: "delete",
  path: "/v1/workspace",
  operationId: "eraseWorkspace",
  summary: "Erase the whole workspace; needs a sign-in of the last ten minutes; repeat until `isComplete`",
  tags: ["Workspace"],
  ...writes("workspace.erase"),
  request: { query: WorkspaceErasureQuery },
  responses: {
    200: jsonAnswer(named(WorkspaceErasure, "WorkspaceErasure"), "What this call erased"),
    ...writeProblems("conflict"),
  },
});

export const workspaceRoutes = new OpenAPIHono<AppEnv>().openapi(erase, async (c) =>
  c.json(await eraseWorkspace(c.var.context, c.req.valid("query").confirm), 200),
);
