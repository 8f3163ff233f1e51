import { type Database, openDatabase } from "@netvexa/db/client";
import { createReferenceSealer } from "@netvexa/db/placement/database-reference";
import type { Settings } from "./env.ts";

/** The first database, and through it those of tenants that have one of their own. */
export function composeDatabase(settings: Settings): Database {
  return openDatabase({
    url: settings.DATABASE_URL,
    references: createReferenceSealer([settings.DATABASE_REFERENCE_SECRET, settings.DATABASE_REFERENCE_SECRET_BEFORE]),
  });
}
