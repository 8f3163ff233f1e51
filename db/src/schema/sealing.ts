import { foreignKey, integer, pgTable, primaryKey, text, unique } from "drizzle-orm/pg-core";
import { createdAt, id, tenantId } from "./_columns.ts";
import { tenantPolicies } from "./_policies.ts";
import { conversation } from "./conversation.ts";

/** Keys of a tenant, wrapped by the key service. Without them nothing that the tenant sealed opens. */
export const tenantKey = pgTable(
  "tenant_key",
  {
    tenantId: tenantId(),
    purpose: text("purpose").$type<"seal" | "index">().notNull(),
    version: integer("version").notNull(),
    wrapped: text("wrapped").notNull(),
    /** The key of the key service that wrapped it. */
    kmsKeyId: text("kms_key_id").notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.purpose, table.version] }), ...tenantPolicies()],
);

/** The key of one conversation, sealed with the tenant's. It goes with the conversation. */
export const conversationKey = pgTable(
  "conversation_key",
  {
    tenantId: tenantId(),
    conversationId: id("conversation_id", "conversation").notNull(),
    keyId: text("key_id").notNull(),
    wrapped: text("wrapped").notNull(),
    tenantKeyVersion: integer("tenant_key_version").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.conversationId] }),
    unique().on(table.tenantId, table.keyId),
    foreignKey({
      columns: [table.tenantId, table.conversationId],
      foreignColumns: [conversation.tenantId, conversation.id],
    }).onDelete("cascade"),
    ...tenantPolicies(),
  ],
);
