import type { Id } from "@netvexa/contract/ids";
import { relayAuditEvents } from "@netvexa/db/audit-relay";
import { controlBatch } from "@netvexa/db/control";
import { dropPlaces } from "@netvexa/db/placement/drop-places";
import { prepareDatabase } from "@netvexa/db/placement/migrate-placements";
import { moveTenant } from "@netvexa/db/placement/move-tenant";
import { resealReferences } from "@netvexa/db/placement/reseal-references";
import { cancelMove, confirmMove } from "@netvexa/db/placement/settle-move";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { sql } from "drizzle-orm";
import type { ConnectedProduct } from "./connect-product.ts";
import type { TenantCommand } from "./read-command.ts";
import { readDatabaseUrl } from "./read-database-url.ts";

interface TenantLine {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly isElsewhere: boolean;
  readonly step: string | null;
  /** When that step began, as a date. */
  readonly since: string | null;
  readonly problem: string | null;
}

const STANDING: Readonly<Record<string, string>> = {
  kept: "old copy kept, with all that it held: confirm the move to delete it",
  dropping: "a copy is being deleted: confirm again should that have stopped",
};

/** One line for each tenant: id, placement, name, and what is unfinished. */
export async function listTenants({ db }: ConnectedProduct): Promise<string> {
  const [tenants] = await controlBatch(db, () => [
    sql<TenantLine>`
      select tenant.id, tenant.name, coalesce(place.kind, 'shared') as kind, coalesce(place.ref like 'sealed:%', false) as "isElsewhere",
        move.step, move.updated_at::date::text as since, place.problem
      from tenant
      left join tenant_placement place on place.id = tenant.id
      left join tenant_move move on move.id = tenant.id and move.step not in ('done', 'cancelled')
      order by tenant.created_at`,
  ]);
  return tenants.map(describeTenant).join("\n");
}

function describeTenant({ id, name, kind, isElsewhere, step, since, problem }: TenantLine): string {
  const words = step === null ? undefined : (STANDING[step] ?? `move stopped at ${step.replace("_", "-")}`);
  const move = words && `${words} (since ${since})`;
  const place = isElsewhere ? "on another server" : undefined;
  return [id, kind.padEnd(8), name, place, move, problem && `migration failed: ${problem}`].filter(Boolean).join("  ");
}

export async function moveOneTenant(
  { db, migrations }: ConnectedProduct,
  { tenantId, to, urlVariable, isConfirmed }: Extract<TenantCommand, { kind: "move" }>,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const [known] = await controlBatch(db, () => [sql`select from tenant where id = ${tenantId}`]);
  if (known.length === 0) throw new Error(`There is no tenant ${tenantId}.`);
  const report = await moveTenant(db, {
    tenantId,
    to,
    url: urlVariable === undefined ? undefined : readDatabaseUrl(env, urlVariable),
    prepareDatabase: (place) => prepareDatabase(db, { tenantId, place }, migrations),
    onStep: (step) => console.error(step.replace("_", "-")),
    onRows: (copied) => console.error(`copied ${copied} rows`),
  });
  await relayAuditEvents(db, mintTenantContext(tenantId));
  const done = report.wasThere
    ? `${tenantId} lives there: ${to}.`
    : `${tenantId} moved from ${report.from.kind} to ${to}; ${report.rowsVerified} rows verified, writers held for ${Math.ceil(report.pausedMs)} ms.`;
  return isConfirmed ? `${done}\n${await confirmTenant({ db }, tenantId)}` : `${done}\nConfirm to delete the old copy.`;
}

export async function confirmTenant({ db }: Pick<ConnectedProduct, "db">, tenantId: Id<"tenant">): Promise<string> {
  return (await confirmMove(db, tenantId)) ? "The old copy is deleted." : "There is no old copy to delete.";
}

export async function cancelTenant({ db }: Pick<ConnectedProduct, "db">, tenantId: Id<"tenant">): Promise<string> {
  return (await cancelMove(db, tenantId)) ? "The move is cancelled; what it copied is deleted." : "No move has begun.";
}

export async function resealTenants({ db }: Pick<ConnectedProduct, "db">): Promise<string> {
  const { sealed, moving } = await resealReferences(db);
  const done = `${sealed} references sealed anew.`;
  if (moving.length === 0) return done;
  throw new Error(`${done} Keep the former secret: finish or cancel these moves and call again: ${moving.join(", ")}.`);
}

/** A Worker that may not drop schemas and databases leaves those of erased workspaces, without a row in them. */
export async function sweepTenants({ db }: Pick<ConnectedProduct, "db">): Promise<string> {
  const [gone] = await controlBatch(db, () => [
    sql<{ id: Id<"tenant"> }>`select id from tenant_placement where id not in (select id from tenant) order by id`,
  ]);
  for (const { id } of gone) await dropPlaces(db, mintTenantContext(id));
  return gone.length === 0 ? "Nothing is left of any erased workspace." : `Dropped what was left of ${gone.length}.`;
}
