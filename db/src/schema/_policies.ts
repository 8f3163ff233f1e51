import { sql } from "drizzle-orm";
import { pgPolicy } from "drizzle-orm/pg-core";

/** A setting used once on a connection reverts to the empty string, not to null: both mean "no tenant", and no tenant means no rows. */
const ownRows = sql`tenant_id = nullif(current_setting('app.tenant_id', true), '')`;

/** The four policies that every table of the tenant plane carries; the database makes them in `secure_tables()`. */
export function tenantPolicies() {
  return [
    pgPolicy("tenant_select", { for: "select", using: ownRows }),
    pgPolicy("tenant_insert", { for: "insert", withCheck: ownRows }),
    pgPolicy("tenant_update", { for: "update", using: ownRows, withCheck: ownRows }),
    pgPolicy("tenant_delete", { for: "delete", using: ownRows }),
  ];
}
