import { newId } from "@netvexa/contract/ids";
import { type SQL, sql } from "drizzle-orm";
import type { Context } from "../context.ts";
import type { AuditAction } from "./actions.ts";

export interface Deed {
  action: AuditAction;
  target: { kind: string; id: string };
  /** Names and numbers that say what changed; raw SQL may name the columns of `found`. Never secrets or words of a visitor. */
  detail?: Record<string, unknown> | SQL;
}

/** Who did it: a person or a key of the tenant, one of its visitors, or whoever runs the product. */
export type By = Pick<Context, "services" | "tenant"> & {
  actor: Pick<Context["actor"], "kind" | "id"> | { kind: "operator" | "visitor"; id: string };
};

/**
 * The statement that writes a deed down, to run in the transaction of the deed itself: both stand or neither.
 * `found` is a query for what is about to change, best with `for update`: no row, no event. Put it before the change.
 */
export function auditStatement(by: By, deed: Deed, found: SQL = sql`select true`): SQL {
  const { id, at, actor, target, detail } = fieldsOf(by, deed);
  return sql`
    insert into audit_event (tenant_id, id, at, actor_kind, actor_id, action, target_kind, target_id, detail)
    select ${by.tenant.tenantId}, ${id}, ${at}::timestamptz, ${actor.kind}, ${actor.id},
      ${deed.action}, ${target.kind}, ${target.id}, ${detail}
    from (${found}) as found`;
}

/** As `auditStatement`, for a transaction of the control plane, which reaches the log through one function. */
export function controlAuditStatement(by: By, deed: Deed, found: SQL = sql`select true`): SQL {
  const { id, at, actor, target, detail } = fieldsOf(by, deed);
  return sql`
    select add_audit_event(${by.tenant.tenantId}, ${id}, ${at}::timestamptz, ${actor.kind}, ${actor.id},
      ${deed.action}, ${target.kind}, ${target.id}, ${detail})
    from (${found}) as found`;
}

function fieldsOf({ services, actor }: By, { target, detail = {} }: Deed) {
  const isExpression = "queryChunks" in detail;
  return {
    id: newId("event"),
    at: new Date(services.now()).toISOString(),
    actor,
    target,
    detail: isExpression ? (detail as SQL) : sql`${JSON.stringify(detail)}::jsonb`,
  };
}
