import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { Conversation, ConversationMessage } from "@netvexa/contract/http/conversations";
import { ListQuery, listOf } from "@netvexa/contract/http/list";
import { idSchema } from "@netvexa/contract/ids";
import { getConversation } from "../services/conversation/get.ts";
import { listConversations } from "../services/conversation/list.ts";
import { listConversationMessages } from "../services/conversation/messages.ts";
import type { AppEnv } from "./app-env.ts";
import { idParam, jsonAnswer, named, reads } from "./define.ts";
import { readProblems } from "./problem-schema.ts";

const ConversationSchema = named(Conversation, "Conversation");
const conversationId = idParam("conversationId", "conversation");
const tags = ["Conversations"];

const list = createRoute({
  method: "get",
  path: "/v1/conversations",
  operationId: "listConversations",
  summary: "List conversations, the latest first",
  tags,
  ...reads("conversation.read"),
  request: { query: ListQuery.extend({ agentId: idSchema("agent").optional() }) },
  responses: {
    200: jsonAnswer(listOf(ConversationSchema), "A page of conversations"),
    ...readProblems("invalid_request"),
  },
});

const get = createRoute({
  method: "get",
  path: "/v1/conversations/{conversationId}",
  operationId: "getConversation",
  summary: "Read what is known of a conversation",
  tags,
  ...reads("conversation.read"),
  request: conversationId,
  responses: {
    200: jsonAnswer(ConversationSchema, "The conversation"),
    ...readProblems("not_found"),
  },
});

const messages = createRoute({
  method: "get",
  path: "/v1/conversations/{conversationId}/messages",
  operationId: "listConversationMessages",
  summary: "List what was said, from the beginning",
  tags,
  ...reads("conversation.read"),
  request: { ...conversationId, query: ListQuery },
  responses: {
    200: jsonAnswer(listOf(named(ConversationMessage, "ConversationMessage")), "A page of messages"),
    ...readProblems("invalid_request", "not_found"),
  },
});

export const conversationRoutes = new OpenAPIHono<AppEnv>()
  .openapi(list, async (c) => c.json(await listConversations(c.var.context, c.req.valid("query")), 200))
  .openapi(get, async (c) => c.json(await getConversation(c.var.context, c.req.valid("param").conversationId), 200))
  .openapi(messages, async (c) => {
    const input = { ...c.req.valid("param"), ...c.req.valid("query") };
    return c.json(await listConversationMessages(c.var.context, input), 200);
  });
