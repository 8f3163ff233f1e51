import { ServiceError } from "@netvexa/contract/problem";
import { sql } from "drizzle-orm";
import type { Database } from "../client.ts";
import type { CopyPair } from "./copy-rows.ts";
import { takesLog } from "./place.ts";
import { type PlacedTable, readPlacedTables } from "./placed-tables.ts";
import type { Switch } from "./switch-home.ts";
import { copyAt, runAsOwner, type TenantCopy } from "./tenant-copy.ts";

/** Both places as they are now, and how many migrations they have. Throws where one has reached only one of them. */
export async function openPair(
  db: Database,
  { tenantId, from, to, run }: Switch,
  source: TenantCopy,
): Promise<{ pair: CopyPair; migrations: number }> {
  const target = await copyAt(db, tenantId, to);
  const withLog = takesLog(from, to);
  const all = await readPlacedTables(source, { withLog });
  refuseDifference(all, await readPlacedTables(target, { withLog }));
  const tables = all.filter(({ isDerived }) => !isDerived);
  const derived = all.filter(({ isDerived }) => isDerived);
  return { pair: { source, target, tables, derived, run }, migrations: await refuseMixedVersions({ source, target }) };
}

function refuseDifference(ours: readonly PlacedTable[], theirs: readonly PlacedTable[]): void {
  if (JSON.stringify(ours) !== JSON.stringify(theirs)) throw new Error("the tables of the two places differ");
}

interface Version {
  readonly migrations: number;
  /** Rows of the tenant's schema wait for a change that a migration has made elsewhere. */
  readonly isBehind: boolean;
}

/** Throws `conflict` where a migration has reached one place and not yet the other; otherwise says how many there are. */
export async function refuseMixedVersions({ source, target }: Pick<CopyPair, "source" | "target">): Promise<number> {
  const [ours, theirs] = await Promise.all([readVersion(source), readVersion(target)]);
  if (ours.isBehind || ours.migrations !== theirs.migrations) {
    throw new ServiceError("conflict", { detail: "A migration has not reached both places yet." });
  }
  return ours.migrations;
}

async function readVersion(copy: TenantCopy): Promise<Version> {
  const [rows = []] = await runAsOwner(copy, [
    sql<Version>`select count(*)::int as migrations, exists (
        select from tenant_placement where id = ${copy.tenantId} and kind = 'schema'
          and row_change < (select max(seq) from row_change)) as "isBehind" from schema_migration`,
  ]);
  return rows[0] ?? { migrations: 0, isBehind: true };
}
