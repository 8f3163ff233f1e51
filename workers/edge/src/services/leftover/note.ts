import type { Id } from "@netvexa/contract/ids";
import { inputFolder } from "@netvexa/contract/jobs";
import { LIMITS } from "@netvexa/contract/limits";
import type { StatementBuilder } from "@netvexa/db/batch";
import { leftover } from "@netvexa/db/schema/leftover";
import type { source } from "@netvexa/db/schema/source";
import type { TenantContext } from "@netvexa/db/tenant-context";
import { and, eq, type SQL, sql } from "drizzle-orm";

/** Stands for the id of a source in the path of its folder. */
const SOURCE = "{source}";

/**
 * Statements for the transaction of a deletion, ahead of it: they write down what has to go outside of the database, so
 * that a fault or the Worker's own end in between leaves nothing behind.
 */
export function noteAgent(tenant: TenantContext, agentId: Id<"agent">, nowMs: number): SQL[] {
  const { tenantId } = tenant;
  const now = instantOf(nowMs);
  return [
    sql`insert into leftover (tenant_id, kind, name, agent_id, ends_at)
      select tenant_id, 'door', id, id, ${now} from agent
      where tenant_id = ${tenantId} and id = ${agentId} on conflict do nothing`,
    sql`insert into leftover (tenant_id, kind, name, agent_id, ends_at)
      select tenant_id, 'room', id, agent_id, ${now} from conversation
      where tenant_id = ${tenantId} and agent_id = ${agentId} on conflict do nothing`,
    noteFolders(tenant, sql`agent_id = ${agentId}`, nowMs),
  ];
}

export function noteSource(tenant: TenantContext, sourceId: Id<"source">, nowMs: number): SQL {
  return noteFolders(tenant, sql`id = ${sourceId}`, nowMs);
}

/**
 * Notes a folder that is about to be filled for a source that is not there yet, as a leftover to be; `strikeOut` takes the
 * note back in the transaction that makes the source. A Worker that ends in between leaves nothing behind.
 */
export function noteAhead(
  query: StatementBuilder,
  { tenantId, id, agentId }: Pick<typeof source.$inferSelect, "tenantId" | "id" | "agentId">,
  nowMs: number,
) {
  const endsAt = new Date(nowMs + LIMITS.uploadUrlTtlSeconds * 1000);
  const name = inputFolder({ tenantId, sourceId: id });
  return query.insert(leftover).values({ tenantId, kind: "folder", name, agentId, endsAt });
}

export function strikeOut(
  query: StatementBuilder,
  { tenantId, id }: Pick<typeof source.$inferSelect, "tenantId" | "id">,
) {
  const name = inputFolder({ tenantId, sourceId: id });
  return query
    .delete(leftover)
    .where(and(eq(leftover.tenantId, tenantId), eq(leftover.kind, "folder"), eq(leftover.name, name)));
}

/** An address for an upload is good for a while, whatever becomes of its source. */
function noteFolders({ tenantId }: TenantContext, which: SQL, nowMs: number): SQL {
  const [head, tail] = inputFolder({ tenantId, sourceId: SOURCE }).split(SOURCE);
  const uploadEndsAt = sql`created_at + make_interval(secs => ${LIMITS.uploadUrlTtlSeconds})`;
  const now = instantOf(nowMs);
  return sql`insert into leftover (tenant_id, kind, name, agent_id, ends_at)
    select tenant_id, 'folder', concat(${head}::text, id, ${tail}::text), agent_id,
      case when kind = 'file' then greatest(${uploadEndsAt}, ${now}) else ${now} end
    from source where tenant_id = ${tenantId} and ${which} on conflict do nothing`;
}

function instantOf(ms: number): SQL {
  return sql`${new Date(ms).toISOString()}::timestamptz`;
}
