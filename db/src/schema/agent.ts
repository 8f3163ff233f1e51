import type { AgentInput } from "@netvexa/contract/http/agents";
import { foreignKey, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { createdAt, id, instant, tenantId, updatedAt } from "./_columns.ts";
import { tenantPolicies } from "./_policies.ts";

export const agent = pgTable(
  "agent",
  {
    tenantId: tenantId(),
    id: id("id", "agent").notNull(),
    settings: jsonb("settings").$type<AgentInput>().notNull(),
    version: integer("version").notNull().default(1),
    /** Edits not yet published, as the whole settings they would become. */
    draft: jsonb("draft").$type<AgentInput>(),
    embeddingModel: text("embedding_model").notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] }), ...tenantPolicies()],
);

export const agentVersion = pgTable(
  "agent_version",
  {
    tenantId: tenantId(),
    agentId: id("agent_id", "agent").notNull(),
    version: integer("version").notNull(),
    settings: jsonb("settings").$type<AgentInput>().notNull(),
    publishedAt: instant("published_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.agentId, table.version] }),
    foreignKey({ columns: [table.tenantId, table.agentId], foreignColumns: [agent.tenantId, agent.id] }).onDelete(
      "cascade",
    ),
    ...tenantPolicies(),
  ],
);

/** What a customer's server signs its visitors with; `prefix` is what a list shows of it. */
export const visitorSecret = pgTable(
  "visitor_secret",
  {
    tenantId: tenantId(),
    id: id("id", "visitorSecret").notNull(),
    agentId: id("agent_id", "agent").notNull(),
    prefix: text("prefix").notNull(),
    sealed: text("sealed").notNull(),
    createdAt: createdAt(),
    /** When it stops to be good: after a rotation's overlap, or when it was revoked. */
    endsAt: instant("ends_at"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.agentId], foreignColumns: [agent.tenantId, agent.id] }).onDelete(
      "cascade",
    ),
    ...tenantPolicies(),
  ],
);
