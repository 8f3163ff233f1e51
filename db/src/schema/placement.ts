import { bigint, pgTable, text } from "drizzle-orm/pg-core";
import { id, instant } from "./_columns.ts";

/** Where a tenant lives, as this database knows it; no row means the shared tables. */
export const tenantPlacement = pgTable("tenant_placement", {
  id: id("id", "tenant").primaryKey(),
  kind: text("kind").$type<"shared" | "schema" | "database" | "elsewhere">().notNull(),
  ref: text("ref").notNull().default(""),
  pausedUntil: instant("paused_until"),
  schemaVersion: text("schema_version"),
  problem: text("problem"),
  movedAt: instant("moved_at").notNull().defaultNow(),
});

export type MoveStep = "prepare" | "copy" | "catch_up" | "pause" | "verify" | "switch" | "kept" | "done";

export const tenantMove = pgTable("tenant_move", {
  id: id("id", "tenant").primaryKey(),
  fromKind: text("from_kind").notNull(),
  fromRef: text("from_ref").notNull(),
  toKind: text("to_kind").notNull(),
  toRef: text("to_ref").notNull(),
  step: text("step").$type<MoveStep>().notNull(),
  rowsVerified: bigint("rows_verified", { mode: "number" }).notNull().default(0),
  startedAt: instant("started_at").notNull().defaultNow(),
  updatedAt: instant("updated_at").notNull().defaultNow(),
});
