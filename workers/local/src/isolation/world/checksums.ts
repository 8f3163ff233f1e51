import { relayAuditEvents } from "@netvexa/db/audit-relay";
import { controlBatch } from "@netvexa/db/control";
import { findPlacement } from "@netvexa/db/placement/move-record";
import { readChecksums, readPlacedTables } from "@netvexa/db/placement/placed-tables";
import { copyAt } from "@netvexa/db/placement/tenant-copy";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { sql } from "drizzle-orm";
import type { System } from "../system.ts";
import type { Side } from "./side.ts";

/** What the control plane holds of a tenant. */
const CONTROL_TABLES = ["tenant", "member", "invitation", "api_key", "agent_directory", "tenant_placement"] as const;

/** A hash of each table's rows of this tenant, wherever they live. */
export async function checksumsOf({ db }: System, { tenantId }: Side): Promise<Record<string, string>> {
  await relayAuditEvents(db, mintTenantContext(tenantId));
  const copy = await copyAt(db, tenantId, await findPlacement(db, tenantId));
  const sums = await readChecksums(copy, await readPlacedTables(copy, { withLog: true }));
  const control = await controlBatch(db, () =>
    CONTROL_TABLES.map((name) => {
      const key = name === "tenant" || name === "tenant_placement" ? "id" : "tenant_id";
      const table = sql.identifier(name);
      return sql<{ hash: string }>`
        select md5(coalesce(string_agg(md5(item::text), '' order by item::text collate "C"), '')) as hash
        from ${table} as item where ${sql.identifier(key)} = ${tenantId}`;
    }),
  );
  return Object.fromEntries([
    ...sums.map(({ name, rows, hash }) => [name, `${rows} ${hash}`]),
    ...CONTROL_TABLES.map((name, index) => [name, control[index]?.[0]?.hash ?? ""]),
  ]);
}

/** The tables that are not as they were. */
export function changedTables(before: Record<string, string>, after: Record<string, string>): string[] {
  return Object.keys({ ...before, ...after }).filter((name) => before[name] !== after[name]);
}
