import type { Id } from "@netvexa/contract/ids";
import type { PlanId } from "@netvexa/contract/plans";
import { pgTable, text, unique } from "drizzle-orm/pg-core";
import { createdAt, id, instant } from "./_columns.ts";
import { authUser } from "./auth.ts";

/** The control plane's tenant; better-auth knows it as its organization. */
export const tenant = pgTable("tenant", {
  id: id("id", "tenant").primaryKey(),
  name: text("name").notNull(),
  slug: text("slug").notNull().unique(),
  logo: text("logo"),
  metadata: text("metadata"),
  plan: text("plan").$type<PlanId>().notNull().default("starter"),
  placement: text("placement").$type<"shared" | "schema" | "database">().notNull().default("shared"),
  createdAt: createdAt(),
  /** While it is set nobody chats with the tenant's agents. */
  frozenAt: instant("frozen_at"),
});

function ownTenantId() {
  return id("tenant_id", "tenant")
    .notNull()
    .references(() => tenant.id, { onDelete: "cascade" });
}

export const member = pgTable(
  "member",
  {
    id: text("id").primaryKey(),
    tenantId: ownTenantId(),
    userId: text("user_id")
      .notNull()
      .references(() => authUser.id, { onDelete: "cascade" }),
    role: text("role").notNull().default("viewer"),
    createdAt: createdAt(),
    /** Rights rest from here on, until it is lifted. */
    suspendedAt: instant("suspended_at"),
  },
  (table) => [unique().on(table.tenantId, table.userId)],
);

export const invitation = pgTable("invitation", {
  id: id("id", "invitation").primaryKey(),
  tenantId: ownTenantId(),
  email: text("email").notNull(),
  role: text("role"),
  status: text("status").notNull().default("pending"),
  inviterId: text("inviter_id")
    .notNull()
    .references(() => authUser.id, { onDelete: "cascade" }),
  expiresAt: instant("expires_at").notNull(),
  tokenHash: text("token_hash").unique(),
  createdAt: createdAt(),
});

/** Holds the SHA-256 of a key, never the key; `prefix` is what a list shows of it. */
export const apiKey = pgTable("api_key", {
  id: id("id", "apiKey").primaryKey(),
  tenantId: ownTenantId(),
  name: text("name").notNull(),
  prefix: text("prefix").notNull(),
  hash: text("hash").notNull().unique(),
  scopes: text("scopes").array().notNull(),
  createdAt: createdAt(),
  expiresAt: instant("expires_at"),
  lastUsedAt: instant("last_used_at"),
  revokedAt: instant("revoked_at"),
  /** The only agents that the key reaches; null means all of them. */
  agents: text("agents").array().$type<Id<"agent">[]>(),
  /** What a rotation replaced; good until `previousUntil`. */
  previousHash: text("previous_hash").unique(),
  previousUntil: instant("previous_until"),
});

/** Erased, for as long as an upload that it began may still end. Of the control plane: there is no tenant any more. */
export const erasedWorkspace = pgTable("erased_workspace", {
  id: id("id", "tenant").primaryKey(),
  endsAt: instant("ends_at").notNull(),
});

/** Where a visitor's request, which names only an agent, finds its tenant. */
export const agentDirectory = pgTable("agent_directory", {
  agentId: id("agent_id", "agent").primaryKey(),
  tenantId: ownTenantId(),
});
