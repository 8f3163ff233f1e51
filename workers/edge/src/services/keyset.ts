import { type AnyColumn, type SQL, sql } from "drizzle-orm";
import type { Position } from "./cursor.ts";

/** A time exactly as the database holds it, to go into a cursor. */
export function exactText(column: AnyColumn): SQL<string> {
  return sql<string>`${column}::text`;
}

/** Rows after the position in a list that shows the newest first; undefined means all of them. */
export function olderThan(columns: { at: AnyColumn; id: AnyColumn }, position: Position | undefined): SQL | undefined {
  if (position === undefined) return undefined;
  return sql`(${columns.at}, ${columns.id}) < (${position.at}::timestamptz, ${position.id})`;
}

/** Rows after the position in a list that counts upwards. */
export function beyond(columns: { at: AnyColumn; id: AnyColumn }, position: Position | undefined): SQL | undefined {
  if (position === undefined) return undefined;
  return sql`(${columns.at}, ${columns.id}) > (${position.at}::integer, ${position.id})`;
}
