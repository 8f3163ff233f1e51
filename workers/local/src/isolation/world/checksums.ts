import { controlBatch } from "@netvexa/db/control";
import { findPlacement } from "@netvexa/db/placement/move-tenant";
import { SHARED } from "@netvexa/db/placement/place";
import { copyAt, readChecksums, readPlacedTables, runAsOwner } from "@netvexa/db/placement/tenant-copy";
import { sql } from "drizzle-orm";
import type { System } from "../system.ts";
import type { Side } from "./side.ts";

/** What the control plane holds of a tenant. */
const CONTROL_TABLES = ["tenant", "member", "invitation", "api_key", "agent_directory", "tenant_placement"] as const;

/** A hash of each table's rows of this tenant, wherever they live. */
export async function checksumsOf({ db }: System, { tenantId }: Side): Promise<Record<string, string>> {
  const copy = copyAt(db, tenantId, await findPlacement(db, tenantId));
  const sums = await readChecksums(copy, await readPlacedTables(copy));
  const audits = await Promise.all(
    [copyAt(db, tenantId, SHARED), copy].map((place) =>
      runAsOwner(place, [
        sql<{ hash: string }>`select md5(coalesce(string_agg(hash, '' order by seq), '')) as hash
          from public.audit_event where tenant_id = ${tenantId}`,
      ]),
    ),
  );
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
    [
      "audit_event",
      audits
        .flat(2)
        .map(({ hash }) => hash)
        .join(" "),
    ],
    ...CONTROL_TABLES.map((name, index) => [name, control[index]?.[0]?.hash ?? ""]),
  ]);
}

/** The tables that are not as they were. */
export function changedTables(before: Record<string, string>, after: Record<string, string>): string[] {
  return Object.keys({ ...before, ...after }).filter((name) => before[name] !== after[name]);
}
