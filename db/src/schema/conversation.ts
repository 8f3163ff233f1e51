import type { Citation, Made } from "@netvexa/contract/answer";
import type { EndReason, Mode, Role } from "@netvexa/contract/frames/wire";
import { foreignKey, integer, jsonb, pgTable, primaryKey, text, unique } from "drizzle-orm/pg-core";
import { id, instant, tenantId } from "./_columns.ts";
import { tenantPolicies } from "./_policies.ts";
import { agent } from "./agent.ts";

/** A sealed value in a column of JSON; text columns hold the sealed text itself. */
export interface SealedJson {
  sealed: string;
}

export const conversation = pgTable(
  "conversation",
  {
    tenantId: tenantId(),
    id: id("id", "conversation").notNull(),
    agentId: id("agent_id", "agent").notNull(),
    agentVersion: integer("agent_version").notNull(),
    visitorId: id("visitor_id", "visitor").notNull(),
    channel: text("channel").$type<"widget" | "api" | "playground">().notNull(),
    mode: text("mode").$type<Mode>().notNull().default("bot"),
    title: text("title").notNull().default(""),
    messages: integer("messages").notNull().default(0),
    startedAt: instant("started_at").notNull().defaultNow(),
    lastMessageAt: instant("last_message_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.agentId], foreignColumns: [agent.tenantId, agent.id] }).onDelete(
      "cascade",
    ),
    ...tenantPolicies(),
  ],
);

export const message = pgTable(
  "message",
  {
    tenantId: tenantId(),
    conversationId: id("conversation_id", "conversation").notNull(),
    id: id("id", "message").notNull(),
    seq: integer("seq").notNull(),
    role: text("role").$type<Role>().notNull(),
    text: text("text").notNull(),
    citations: jsonb("citations").$type<Citation[] | SealedJson>().notNull().default([]),
    made: jsonb("made").$type<Made>(),
    reason: text("reason").$type<EndReason>(),
    /** The UUID under which the visitor's client sent it. */
    clientId: text("client_id"),
    replyTo: id("reply_to", "message"),
    at: instant("at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.conversationId, table.id] }),
    unique().on(table.tenantId, table.conversationId, table.seq),
    foreignKey({
      columns: [table.tenantId, table.conversationId],
      foreignColumns: [conversation.tenantId, conversation.id],
    }).onDelete("cascade"),
    ...tenantPolicies(),
  ],
);

export const feedback = pgTable(
  "feedback",
  {
    tenantId: tenantId(),
    conversationId: id("conversation_id", "conversation").notNull(),
    messageId: id("message_id", "message").notNull(),
    rating: text("rating").$type<"up" | "down">().notNull(),
    comment: text("comment"),
    at: instant("at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.conversationId, table.messageId] }),
    foreignKey({
      columns: [table.tenantId, table.conversationId, table.messageId],
      foreignColumns: [message.tenantId, message.conversationId, message.id],
    }).onDelete("cascade"),
    ...tenantPolicies(),
  ],
);

export const lead = pgTable(
  "lead",
  {
    tenantId: tenantId(),
    id: text("id").notNull(),
    agentId: id("agent_id", "agent").notNull(),
    conversationId: id("conversation_id", "conversation").notNull(),
    fields: jsonb("fields").$type<Record<string, string> | SealedJson>().notNull(),
    at: instant("at").notNull().defaultNow(),
    /** Keyed digest of the address in `fields`. */
    emailIndex: text("email_index"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.agentId], foreignColumns: [agent.tenantId, agent.id] }).onDelete(
      "cascade",
    ),
    foreignKey({
      columns: [table.tenantId, table.conversationId],
      foreignColumns: [conversation.tenantId, conversation.id],
    }).onDelete("cascade"),
    ...tenantPolicies(),
  ],
);
