import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import {
  EraseAllQuery,
  ErasureReceipt,
  KeyRotation,
  VisitorMatches,
  VisitorSearch,
} from "@netvexa/contract/http/visitors";
import { eraseEveryVisitor, eraseVisitor } from "../services/visitor/erase.ts";
import { rotateKeys } from "../services/visitor/rotate-keys.ts";
import { findVisitorsByEmail } from "../services/visitor/search.ts";
import type { AppEnv } from "./app-env.ts";
import { idParam, jsonAnswer, jsonBody, named, writes } from "./define.ts";
import { writeProblems } from "./problem-schema.ts";

const tags = ["Visitors"];
const Receipt = named(ErasureReceipt, "ErasureReceipt");

const search = createRoute({
  method: "post",
  path: "/v1/visitors/search",
  operationId: "searchVisitors",
  summary: "Find the visitors who left an e-mail address",
  tags,
  ...writes("conversation.read"),
  request: jsonBody(named(VisitorSearch, "VisitorSearch")),
  responses: {
    200: jsonAnswer(named(VisitorMatches, "VisitorMatches"), "Their ids"),
    ...writeProblems(),
  },
});

const erase = createRoute({
  method: "delete",
  path: "/v1/visitors/{visitorId}",
  operationId: "eraseVisitor",
  summary: "Erase all that a visitor said and was told, and destroy the keys to it",
  tags,
  ...writes("visitor.erase"),
  request: idParam("visitorId", "visitor"),
  responses: {
    200: jsonAnswer(Receipt, "What was erased"),
    ...writeProblems("not_found"),
  },
});

const eraseAll = createRoute({
  method: "delete",
  path: "/v1/visitors",
  operationId: "eraseEveryVisitor",
  summary: "Erase the conversations of every visitor; repeat until `isComplete`",
  tags,
  ...writes("visitor.erase"),
  request: { query: EraseAllQuery },
  responses: {
    200: jsonAnswer(Receipt, "What this call erased"),
    ...writeProblems(),
  },
});

const rotate = createRoute({
  method: "post",
  path: "/v1/encryption/rotate",
  operationId: "rotateEncryptionKeys",
  summary: "Give the tenant a new key and wrap the keys of its conversations anew",
  tags,
  ...writes("key.manage"),
  responses: {
    200: jsonAnswer(named(KeyRotation, "KeyRotation"), "The new key's version"),
    ...writeProblems(),
  },
});

export const visitorRoutes = new OpenAPIHono<AppEnv>()
  .openapi(search, async (c) => c.json(await findVisitorsByEmail(c.var.context, c.req.valid("json").email), 200))
  .openapi(erase, async (c) => c.json(await eraseVisitor(c.var.context, c.req.valid("param").visitorId), 200))
  .openapi(rotate, async (c) => c.json(await rotateKeys(c.var.context), 200))
  .openapi(eraseAll, async (c) => c.json(await eraseEveryVisitor(c.var.context, c.req.valid("query").confirm), 200));
