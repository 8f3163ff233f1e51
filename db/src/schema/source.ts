import type { Source, SourceInput, SourceStatus } from "@netvexa/contract/http/sources";
import type { ProblemCode } from "@netvexa/contract/problem";
import { bigint, foreignKey, integer, jsonb, pgTable, primaryKey, text, unique } from "drizzle-orm/pg-core";
import { createdAt, id, tenantId, updatedAt } from "./_columns.ts";
import { tenantPolicies } from "./_policies.ts";
import { agent } from "./agent.ts";

export const source = pgTable(
  "source",
  {
    tenantId: tenantId(),
    id: id("id", "source").notNull(),
    agentId: id("agent_id", "agent").notNull(),
    kind: text("kind").$type<SourceInput["kind"]>().notNull(),
    name: text("name").notNull(),
    status: text("status").$type<SourceStatus>().notNull(),
    /** Grows with each sync; a job of an older revision is dropped. */
    revision: integer("revision").notNull().default(1),
    inputKey: text("input_key").notNull(),
    contentType: text("content_type"),
    sizeBytes: bigint("size_bytes", { mode: "number" }),
    url: text("url"),
    documents: integer("documents").notNull().default(0),
    chunks: integer("chunks").notNull().default(0),
    progressDone: integer("progress_done").notNull().default(0),
    progressTotal: integer("progress_total").notNull().default(0),
    problemCode: text("problem_code").$type<ProblemCode>(),
    problemDetail: text("problem_detail"),
    failures: jsonb("failures").$type<NonNullable<Source["failures"]>>().notNull().default([]),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.agentId], foreignColumns: [agent.tenantId, agent.id] }).onDelete(
      "cascade",
    ),
    ...tenantPolicies(),
  ],
);

export const document = pgTable(
  "document",
  {
    tenantId: tenantId(),
    id: id("id", "document").notNull(),
    sourceId: id("source_id", "source").notNull(),
    agentId: id("agent_id", "agent").notNull(),
    /** The caller's own name for it; unique within its source. */
    externalId: text("external_id").notNull(),
    title: text("title").notNull(),
    url: text("url"),
    contentHash: text("content_hash").notNull(),
    chunks: integer("chunks").notNull().default(0),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    unique().on(table.tenantId, table.sourceId, table.externalId),
    foreignKey({ columns: [table.tenantId, table.sourceId], foreignColumns: [source.tenantId, source.id] }).onDelete(
      "cascade",
    ),
    ...tenantPolicies(),
  ],
);

/** Immutable: its id is derived from its document and its text, so an unchanged passage keeps its id over every sync. */
export const chunk = pgTable(
  "chunk",
  {
    tenantId: tenantId(),
    id: id("id", "chunk").notNull(),
    documentId: id("document_id", "document").notNull(),
    sourceId: id("source_id", "source").notNull(),
    agentId: id("agent_id", "agent").notNull(),
    position: integer("position").notNull(),
    heading: text("heading"),
    text: text("text").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({
      columns: [table.tenantId, table.documentId],
      foreignColumns: [document.tenantId, document.id],
    }).onDelete("cascade"),
    ...tenantPolicies(),
  ],
);
