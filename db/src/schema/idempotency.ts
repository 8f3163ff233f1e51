import { integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { createdAt, tenantId } from "./_columns.ts";
import { tenantPolicies } from "./_policies.ts";
import type { SealedJson } from "./conversation.ts";

/** One row per `Idempotency-Key` and route; `status` and `response` are absent while the first request runs. */
export const idempotency = pgTable(
  "idempotency",
  {
    tenantId: tenantId(),
    route: text("route").notNull(),
    key: text("key").notNull(),
    bodyHash: text("body_hash").notNull(),
    status: integer("status"),
    /** Sealed as a whole; null for no answer, or one that is shown once. */
    response: jsonb("response").$type<SealedJson | null>(),
    /** The conversations of which the answer tells. */
    conversationIds: text("conversation_ids").array().notNull().default([]),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.route, table.key] }), ...tenantPolicies()],
);
