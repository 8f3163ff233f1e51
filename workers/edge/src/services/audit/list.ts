import type { AuditEvent, AuditExportQuery, AuditQuery } from "@netvexa/contract/http/audit";
import type { List } from "@netvexa/contract/http/list";
import { relayAuditEvents } from "@netvexa/db/audit-relay";
import { auditEvent } from "@netvexa/db/schema/audit";
import { tenantBatch } from "@netvexa/db/tenant";
import type { TenantContext } from "@netvexa/db/tenant-context";
import { and, desc, eq, gte, lt } from "drizzle-orm";
import type { Context } from "../context.ts";
import { decodeCursor, toPage } from "../cursor.ts";

const EXPORT_PAGE = 500;

type Filter = Pick<AuditExportQuery, "actor" | "action" | "since">;

/** What was done in the tenant, the latest first. */
export async function listAuditEvents(context: Context, input: AuditQuery): Promise<List<AuditEvent>> {
  const after = decodeCursor(input.cursor, "number");
  if (after === undefined) await relayAuditEvents(context.services.db, context.tenant);
  const rows = await read(context, input, { below: after && Number(after.at), limit: input.limit + 1 });
  return toPage(rows, input.limit, {
    item: toAuditEvent,
    position: (row) => ({ at: String(row.seq), id: row.id }),
  });
}

/** Everything that the filter lets through, the latest first, page by page. */
export async function* eachAuditEvent(context: Context, filter: Filter): AsyncGenerator<AuditEvent> {
  let below: number | undefined;
  await relayAuditEvents(context.services.db, context.tenant);
  for (;;) {
    const rows = await read(context, filter, { below, limit: EXPORT_PAGE });
    for (const row of rows) yield toAuditEvent(row);
    below = rows.at(-1)?.seq;
    if (rows.length < EXPORT_PAGE) return;
  }
}

type Row = typeof auditEvent.$inferSelect;

async function read(
  { services, tenant }: Context,
  filter: Filter,
  { below, limit }: { below: number | undefined; limit: number },
): Promise<Row[]> {
  const [rows] = await tenantBatch(services.db, tenant, (query) => [
    query
      .select()
      .from(auditEvent)
      .where(and(matches(tenant, filter), below === undefined ? undefined : lt(auditEvent.seq, below)))
      .orderBy(desc(auditEvent.seq))
      .limit(limit),
  ]);
  return rows;
}

function matches({ tenantId }: TenantContext, { actor, action, since }: Filter) {
  return and(
    eq(auditEvent.tenantId, tenantId),
    actor === undefined ? undefined : eq(auditEvent.actorId, actor),
    action === undefined ? undefined : eq(auditEvent.action, action),
    since === undefined ? undefined : gte(auditEvent.at, new Date(since)),
  );
}

function toAuditEvent(row: Row): AuditEvent {
  return {
    id: row.id,
    seq: row.seq,
    at: row.at.toISOString(),
    actor: { kind: row.actorKind, id: row.actorId },
    action: row.action,
    target: { kind: row.targetKind, id: row.targetId },
    detail: row.detail,
    previousHash: row.previousHash,
    hash: row.hash,
  };
}
