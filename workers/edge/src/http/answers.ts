import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { Answer, MessageInput, SearchInput, SearchResult } from "@netvexa/contract/http/answers";
import { LIMITS } from "@netvexa/contract/limits";
import { askAgent } from "../services/answer/ask.ts";
import { collectAnswer } from "../services/answer/collect.ts";
import { toEventStream } from "../services/answer/frames.ts";
import { searchKnowledge } from "../services/answer/search.ts";
import type { AppEnv } from "./app-env.ts";
import { idParam, jsonAnswer, jsonBody, named, reads, writes } from "./define.ts";
import { readProblems, writeProblems } from "./problem-schema.ts";

const agentId = idParam("agentId", "agent");
const tags = ["Answers"];
const EVENT_STREAM = "text/event-stream";

const search = createRoute({
  method: "post",
  path: "/v1/agents/{agentId}/search",
  operationId: "searchKnowledge",
  summary: "Find the passages that an answer would draw on",
  tags,
  ...reads("knowledge.search", { bodyMaxBytes: LIMITS.bodyMaxBytes }),
  request: { ...agentId, ...jsonBody(named(SearchInput, "SearchInput")) },
  responses: {
    200: jsonAnswer(named(SearchResult, "SearchResult"), "Passages, best first"),
    ...readProblems("malformed_body", "invalid_request", "not_found", "body_too_large"),
  },
});

const ask = createRoute({
  method: "post",
  path: "/v1/agents/{agentId}/messages",
  operationId: "sendMessage",
  summary: "Ask the agent; with `Accept: text/event-stream` the answer streams as chat frames",
  tags,
  ...writes("message.send"),
  request: { ...agentId, ...jsonBody(named(MessageInput, "MessageInput")) },
  responses: {
    200: {
      description:
        "The whole answer, or its frames as they come; `X-Conversation-Id` names the conversation of a stream",
      content: {
        "application/json": { schema: named(Answer, "Answer") },
        [EVENT_STREAM]: { schema: z.string().meta({ description: "`data: {frame}` for each server frame" }) },
      },
    },
    ...writeProblems(
      "not_found",
      "tenant_frozen",
      "queue_full",
      "conversation_closed",
      "model_unavailable",
      "rate_limited",
    ),
  },
});

export const answerRoutes = new OpenAPIHono<AppEnv>()
  .openapi(search, async (c) => {
    const { agentId } = c.req.valid("param");
    const found = await searchKnowledge(c.var.context, { agentId, input: c.req.valid("json") });
    Object.assign(c.var.steps, found.timings);
    return c.json(found, 200);
  })
  .openapi(ask, async (c) => {
    const { agentId } = c.req.valid("param");
    const asked = await askAgent(c.var.context, { agentId, input: c.req.valid("json") });
    if (c.req.header("accept")?.includes(EVENT_STREAM)) {
      const headers = { "content-type": EVENT_STREAM, "x-conversation-id": asked.conversationId };
      return new Response(toEventStream(asked.frames), { headers });
    }
    const answer = await collectAnswer(c.var.services, asked);
    Object.assign(c.var.steps, answer.timings);
    return c.json(answer, 200);
  });
