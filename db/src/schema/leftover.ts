import { pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { id, instant, tenantId } from "./_columns.ts";
import { tenantPolicies } from "./_policies.ts";

/** What a deletion left outside of the database, until it is gone there too. */
export const leftover = pgTable(
  "leftover",
  {
    tenantId: tenantId(),
    /** A `door` is a removed agent's, a `room` one behind it; a `folder` holds the files of a removed source. */
    kind: text("kind").$type<"door" | "room" | "folder">().notNull(),
    /** The agent, the conversation, or the folder's path. */
    name: text("name").notNull(),
    agentId: id("agent_id", "agent").notNull(),
    /** Until then something may come up again, and has to be removed once more. */
    endsAt: instant("ends_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.kind, table.name] }), ...tenantPolicies()],
);
