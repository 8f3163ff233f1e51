import { bigint, jsonb, pgTable, primaryKey, text, unique } from "drizzle-orm/pg-core";
import { id, instant, tenantId } from "./_columns.ts";
import { tenantPolicies } from "./_policies.ts";

/** Append-only. `seq`, `previous_hash` and `hash` are set by the database, whatever an insert says. */
export const auditEvent = pgTable(
  "audit_event",
  {
    tenantId: tenantId(),
    seq: bigint("seq", { mode: "number" }).notNull(),
    id: id("id", "event").notNull(),
    at: instant("at").notNull().defaultNow(),
    actorKind: text("actor_kind").notNull(),
    actorId: text("actor_id").notNull(),
    action: text("action").notNull(),
    targetKind: text("target_kind").notNull(),
    targetId: text("target_id").notNull(),
    detail: jsonb("detail").$type<Record<string, unknown>>().notNull(),
    previousHash: text("previous_hash").notNull(),
    hash: text("hash").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.seq] }),
    unique().on(table.tenantId, table.id),
    ...tenantPolicies(),
  ],
);
