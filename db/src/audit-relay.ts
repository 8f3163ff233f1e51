import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { sql } from "drizzle-orm";
import type { Database } from "./client.ts";
import { controlBatch } from "./control.ts";
import { tenantBatch } from "./tenant.ts";
import type { TenantContext } from "./tenant-context.ts";

const EVENTS_PER_TURN = 200;

interface Waiting extends Record<string, unknown> {
  seq: string;
}

/**
 * Chains the events of the control plane that wait for this tenant's log, wherever it is, in the order in which they
 * happened. An event is chained once however often this runs, also beside itself. While the tenant is being moved they wait on.
 */
export async function relayAuditEvents(db: Database, tenant: TenantContext): Promise<void> {
  for (;;) {
    const [waiting] = await controlBatch(db, () => [
      sql<Waiting>`select audit_relay.* from audit_relay where tenant_id = ${tenant.tenantId} order by seq limit ${EVENTS_PER_TURN}`,
    ]);
    if (waiting.length === 0 || !(await chain(db, tenant, waiting))) return;
    const seqs = JSON.stringify(waiting.map(({ seq }) => seq));
    await controlBatch(db, () => [
      sql`delete from audit_relay where tenant_id = ${tenant.tenantId}
        and seq in (select value::bigint from jsonb_array_elements_text(${seqs}::jsonb) as value)`,
    ]);
  }
}

async function chain(db: Database, tenant: TenantContext, waiting: readonly Waiting[]): Promise<boolean> {
  try {
    await tenantBatch(db, tenant, () => [
      sql`insert into audit_event (tenant_id, id, at, actor_kind, actor_id, action, target_kind, target_id, detail)
        select tenant_id, id, at, actor_kind, actor_id, action, target_kind, target_id, detail
        from jsonb_to_recordset(${JSON.stringify(waiting)}::jsonb) as waiting (seq bigint, tenant_id text, id text, at timestamptz,
          actor_kind text, actor_id text, action text, target_kind text, target_id text, detail jsonb)
        order by seq
        on conflict (tenant_id, id) do nothing`,
    ]);
    return true;
  } catch (error) {
    if (error instanceof ServiceError && error.code === "unavailable") return false;
    throw error;
  }
}

/** Tenants with events that wait, for the clock. */
export async function tenantsWithRelay(db: Database): Promise<Id<"tenant">[]> {
  const [rows] = await controlBatch(db, () => [
    sql<{ id: Id<"tenant"> }>`select distinct tenant_id as id from audit_relay order by tenant_id`,
  ]);
  return rows.map(({ id }) => id);
}
