import { bigint, index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { id, instant, tenantId } from "./_columns.ts";

/** Where a tenant lives, as this database knows it; no row means the shared tables. */
export const tenantPlacement = pgTable("tenant_placement", {
  id: id("id", "tenant").primaryKey(),
  kind: text("kind").$type<"shared" | "schema" | "database" | "elsewhere">().notNull(),
  ref: text("ref").notNull().default(""),
  pausedUntil: instant("paused_until"),
  pausedBy: text("paused_by"),
  loggedBy: text("logged_by"),
  filledBy: text("filled_by"),
  lastRun: text("last_run").notNull().default(""),
  rowChange: bigint("row_change", { mode: "number" }).notNull().default(0),
  schemaVersion: text("schema_version"),
  problem: text("problem"),
  movedAt: instant("moved_at").notNull().defaultNow(),
});

export type MoveStep =
  | "prepare"
  | "copy"
  | "catch_up"
  | "verify"
  | "pause"
  | "switch"
  | "kept"
  | "dropping"
  | "done"
  | "cancelled";

export const tenantMove = pgTable("tenant_move", {
  id: id("id", "tenant").primaryKey(),
  fromKind: text("from_kind").notNull(),
  fromRef: text("from_ref").notNull(),
  toKind: text("to_kind").notNull(),
  toRef: text("to_ref").notNull(),
  step: text("step").$type<MoveStep>().notNull(),
  run: text("run").notNull().default(""),
  rowsVerified: bigint("rows_verified", { mode: "number" }).notNull().default(0),
  startedAt: instant("started_at").notNull().defaultNow(),
  updatedAt: instant("updated_at").notNull().defaultNow(),
});

/** Rows that changed while their tenant is copied; read by the mover alone. */
export const placementChange = pgTable(
  "placement_change",
  {
    seq: bigint("seq", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    id: id("id", "tenant").notNull(),
    tableName: text("table_name").notNull(),
    key: text("key").notNull(),
  },
  (table) => [index("placement_change_tenant").on(table.id, table.seq)],
);

/** Statements of migrations that change rows, for schemas whose turn comes later. */
export const rowChange = pgTable("row_change", {
  seq: bigint("seq", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  body: text("body").notNull(),
  addedAt: instant("added_at").notNull().defaultNow(),
});

/** What the control plane did for tenants whose log is in another database, or is being moved there. */
export const auditRelay = pgTable(
  "audit_relay",
  {
    seq: bigint("seq", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    tenantId: tenantId(),
    id: id("id", "event").notNull().unique(),
    at: instant("at").notNull(),
    actorKind: text("actor_kind").notNull(),
    actorId: text("actor_id").notNull(),
    action: text("action").notNull(),
    targetKind: text("target_kind").notNull(),
    targetId: text("target_id").notNull(),
    detail: jsonb("detail").$type<Record<string, unknown>>().notNull(),
  },
  (table) => [index("audit_relay_tenant").on(table.tenantId, table.seq)],
);
