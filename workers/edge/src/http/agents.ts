import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { Agent, AgentInput, AgentPatch, AgentVersion } from "@netvexa/contract/http/agents";
import { ListQuery, listOf } from "@netvexa/contract/http/list";
import { createAgent } from "../services/agent/create.ts";
import { getAgent } from "../services/agent/get.ts";
import { listAgents } from "../services/agent/list.ts";
import { publishAgent } from "../services/agent/publish.ts";
import { removeAgent } from "../services/agent/remove.ts";
import { updateAgent } from "../services/agent/update.ts";
import { listAgentVersions } from "../services/agent/versions.ts";
import type { AppEnv } from "./app-env.ts";
import { idParam, jsonAnswer, jsonBody, named, reads, writes } from "./define.ts";
import { readProblems, writeProblems } from "./problem-schema.ts";

const AgentSchema = named(Agent, "Agent");
const agentId = idParam("agentId", "agent");
const tags = ["Agents"];

const list = createRoute({
  method: "get",
  path: "/v1/agents",
  operationId: "listAgents",
  summary: "List agents, newest first",
  tags,
  ...reads("agent.read"),
  request: { query: ListQuery },
  responses: {
    200: jsonAnswer(listOf(AgentSchema), "A page of agents"),
    ...readProblems("invalid_request"),
  },
});

const create = createRoute({
  method: "post",
  path: "/v1/agents",
  operationId: "createAgent",
  summary: "Create an agent; it is live at once",
  tags,
  ...writes("agent.write"),
  request: jsonBody(named(AgentInput, "AgentInput")),
  responses: {
    201: jsonAnswer(AgentSchema, "The new agent"),
    ...writeProblems(),
  },
});

const get = createRoute({
  method: "get",
  path: "/v1/agents/{agentId}",
  operationId: "getAgent",
  summary: "Read an agent and its draft",
  tags,
  ...reads("agent.read"),
  request: agentId,
  responses: {
    200: jsonAnswer(AgentSchema, "The agent"),
    ...readProblems("not_found"),
  },
});

const update = createRoute({
  method: "patch",
  path: "/v1/agents/{agentId}",
  operationId: "updateAgent",
  summary: "Edit the agent's draft; publish it to make it live",
  tags,
  ...writes("agent.write"),
  request: { ...agentId, ...jsonBody(named(AgentPatch, "AgentPatch")) },
  responses: {
    200: jsonAnswer(AgentSchema, "The agent with its draft"),
    ...writeProblems("not_found"),
  },
});

const remove = createRoute({
  method: "delete",
  path: "/v1/agents/{agentId}",
  operationId: "deleteAgent",
  summary: "Delete an agent with its sources and conversations",
  tags,
  ...writes("agent.write"),
  request: agentId,
  responses: {
    204: { description: "The agent is gone" },
    ...writeProblems("not_found"),
  },
});

const publish = createRoute({
  method: "post",
  path: "/v1/agents/{agentId}/publish",
  operationId: "publishAgent",
  summary: "Make the draft live as the next version",
  tags,
  ...writes("agent.write"),
  request: agentId,
  responses: {
    200: jsonAnswer(AgentSchema, "The agent as visitors meet it now"),
    ...writeProblems("not_found"),
  },
});

const versions = createRoute({
  method: "get",
  path: "/v1/agents/{agentId}/versions",
  operationId: "listAgentVersions",
  summary: "List what was published, newest first",
  tags,
  ...reads("agent.read"),
  request: { ...agentId, query: ListQuery },
  responses: {
    200: jsonAnswer(listOf(named(AgentVersion, "AgentVersion")), "A page of versions"),
    ...readProblems("invalid_request", "not_found"),
  },
});

export const agentRoutes = new OpenAPIHono<AppEnv>()
  .openapi(list, async (c) => c.json(await listAgents(c.var.context, c.req.valid("query")), 200))
  .openapi(create, async (c) => c.json(await createAgent(c.var.context, c.req.valid("json")), 201))
  .openapi(get, async (c) => c.json(await getAgent(c.var.context, c.req.valid("param").agentId), 200))
  .openapi(update, async (c) => {
    const { agentId } = c.req.valid("param");
    return c.json(await updateAgent(c.var.context, { agentId, patch: c.req.valid("json") }), 200);
  })
  .openapi(remove, async (c) => {
    const { agentId } = c.req.valid("param");
    await removeAgent(c.var.context, agentId);
    return c.body(null, 204);
  })
  .openapi(publish, async (c) => {
    const { agentId } = c.req.valid("param");
    return c.json(await publishAgent(c.var.context, agentId), 200);
  })
  .openapi(versions, async (c) => {
    const input = { ...c.req.valid("param"), ...c.req.valid("query") };
    return c.json(await listAgentVersions(c.var.context, input), 200);
  });
