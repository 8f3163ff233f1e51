import type { Id, IdKind } from "@netvexa/contract/ids";
import { text, timestamp } from "drizzle-orm/pg-core";

/** First column of every table in the tenant plane, and of its primary key. */
export function tenantId() {
  return text("tenant_id").$type<Id<"tenant">>().notNull();
}

/** An id of one kind; the kind only brands the type. */
export function id<K extends IdKind>(name: string, _kind: K) {
  return text(name).$type<Id<K>>();
}

export function instant(name: string) {
  return timestamp(name, { withTimezone: true, mode: "date" });
}

export function createdAt() {
  return instant("created_at").notNull().defaultNow();
}

export function updatedAt() {
  return instant("updated_at").notNull().defaultNow();
}
