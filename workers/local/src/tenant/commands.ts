import type { Id } from "@netvexa/contract/ids";
import { controlBatch } from "@netvexa/db/control";
import { prepareDatabase } from "@netvexa/db/placement/migrate-placements";
import { confirmMove, moveTenant, resumeWriters } from "@netvexa/db/placement/move-tenant";
import { sql } from "drizzle-orm";
import type { ConnectedProduct } from "./connect-product.ts";
import type { TenantCommand } from "./read-command.ts";

interface TenantLine {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly step: string | null;
  readonly problem: string | null;
}

/** One line for each tenant: id, placement, name, and what is unfinished. */
export async function listTenants({ db }: ConnectedProduct): Promise<string> {
  const [tenants] = await controlBatch(db, () => [
    sql<TenantLine>`
      select tenant.id, tenant.name, coalesce(place.kind, 'shared') as kind, move.step, place.problem
      from tenant
      left join tenant_placement place on place.id = tenant.id
      left join tenant_move move on move.id = tenant.id and move.step <> 'done'
      order by tenant.created_at`,
  ]);
  return tenants.map(describeTenant).join("\n");
}

function describeTenant({ id, name, kind, step, problem }: TenantLine): string {
  const move = step === "kept" ? "old copy kept, to be confirmed" : step && `move stopped at ${step}`;
  return [id, kind.padEnd(8), name, move, problem && `migration failed: ${problem}`].filter(Boolean).join("  ");
}

export async function moveOneTenant(
  { db, migrations }: ConnectedProduct,
  { tenantId, to, isConfirmed }: Extract<TenantCommand, { kind: "move" }>,
): Promise<string> {
  const [known] = await controlBatch(db, () => [sql`select from tenant where id = ${tenantId}`]);
  if (known.length === 0) throw new Error(`There is no tenant ${tenantId}.`);
  try {
    const report = await moveTenant(db, {
      tenantId,
      to,
      prepareDatabase: (name) => prepareDatabase(db, name, migrations),
      onStep: (step) => console.error(step.replace("_", "-")),
    });
    const done = report.wasThere
      ? `${tenantId} lives there: ${to}.`
      : `${tenantId} moved from ${report.from.kind} to ${to}; ${report.rowsVerified} rows verified.`;
    return isConfirmed
      ? `${done}\n${await confirmTenant({ db }, tenantId)}`
      : `${done}\nConfirm to delete the old copy.`;
  } catch (error) {
    await resumeWriters(db, tenantId);
    throw error;
  }
}

export async function confirmTenant({ db }: Pick<ConnectedProduct, "db">, tenantId: Id<"tenant">): Promise<string> {
  return (await confirmMove(db, tenantId)) ? "The old copy is deleted." : "There is no old copy to delete.";
}
