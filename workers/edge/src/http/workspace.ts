import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import {
  WorkspaceChanged,
  WorkspaceErasure,
  WorkspaceErasureQuery,
  WorkspacePatch,
  Workspaces,
} from "@netvexa/contract/http/workspace";
import { listWorkspaces } from "../services/workspace/list.ts";
import { renameWorkspace } from "../services/workspace/rename.ts";
import type { AppEnv } from "./app-env.ts";
import { jsonAnswer, jsonBody, named, reads, writes } from "./define.ts";
import { readProblems, writeProblems } from "./problem-schema.ts";

const tags = ["Workspace"];

const list = createRoute({
  method: "get",
  path: "/v1/workspaces",
  operationId: "listWorkspaces",
  summary: "List the workspaces that the signed-in person may work in",
  tags,
  ...reads("member.read"),
  responses: {
    200: jsonAnswer(named(Workspaces, "Workspaces"), "The workspaces, each with the person's role"),
    ...readProblems(),
  },
});

const rename = createRoute({
  method: "patch",
  path: "/v1/workspace",
  operationId: "renameWorkspace",
  summary: "Give the workspace a name",
  tags,
  ...writes("workspace.write"),
  request: jsonBody(named(WorkspacePatch, "WorkspacePatch")),
  responses: {
    200: jsonAnswer(named(WorkspaceChanged, "Workspace"), "The workspace"),
    ...writeProblems(),
  },
});

const erase = createRoute({
  method: "delete",
  path: "/v1/workspace",
  operationId: "eraseWorkspace",
  summary: "Erase the whole workspace; needs a sign-in of the last ten minutes; repeat until `isComplete`",
  tags,
  ...writes("workspace.erase"),
  request: { query: WorkspaceErasureQuery },
  responses: {
    200: jsonAnswer(named(WorkspaceErasure, "WorkspaceErasure"), "What this call erased"),
    ...writeProblems("conflict"),
  },
});

export const workspaceRoutes = new OpenAPIHono<AppEnv>()
  .openapi(list, async (c) => c.json(await listWorkspaces(c.var.context), 200))
  .openapi(rename, async (c) => c.json(await renameWorkspace(c.var.context, c.req.valid("json")), 200))
  .openapi(erase, async (c) => {
    // Seldom wanted, so no cold start waits for it.
    const { eraseWorkspace } = await import("../services/workspace/erase.ts");
    return c.json(await eraseWorkspace(c.var.context, c.req.valid("query").confirm), 200);
  });
