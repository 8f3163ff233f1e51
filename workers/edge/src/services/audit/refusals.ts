import type { ProblemCode } from "@netvexa/contract/problem";
import { tenantBatch } from "@netvexa/db/tenant";
import { sql } from "drizzle-orm";
import type { Context, Services } from "../context.ts";
import { createExpiringCache, type ExpiringCache } from "../expiring-cache.ts";
import { auditStatement } from "./record.ts";

export interface NamedObject {
  kind: string;
  id: string;
}

export interface Refusal {
  /** `METHOD /path` as declared. */
  route: string;
  code: ProblemCode;
  /** The ids that the request named, those of its address first. */
  objects: readonly NamedObject[];
}

/** The same actor, route and object are written down once in this time. */
export const REFUSALS_WINDOW_MS = 5 * 60_000;
/** Of one actor in that time, whatever it names: whoever guesses ids cannot fill the log. */
export const REFUSALS_PER_ACTOR = 60;
const REMEMBERED_MAX = 5_000;

const remembered = new WeakMap<Services, ExpiringCache<true>>();

/**
 * Writes down that the caller was refused something, in the log of the caller's own tenant. What the id names, and
 * whether it names anything, is not looked up: foreign, deleted and invented ids leave the same event.
 */
export async function recordRefusal(context: Context, { route, code, objects }: Refusal): Promise<void> {
  const { services, tenant, actor } = context;
  const [target = { kind: "route", id: route }, ...others] = objects;
  const known = memoryOf(services);
  const name = [tenant.tenantId, actor.id, route, target.id].join("\n");
  if (known.get(name) === true) return;
  known.set(name, true);
  const detail = { route, code, ...(others.length === 0 ? {} : { others: others.map(({ id }) => id) }) };
  const since = new Date(services.now() - REFUSALS_WINDOW_MS).toISOString();
  const recent = sql`
    select target_id, detail ->> 'route' as route from audit_event
    where tenant_id = ${tenant.tenantId} and action = 'access.refused' and actor_id = ${actor.id}
      and at > ${since}::timestamptz`;
  const isWorthIt = sql`
    select true from (${recent}) as recent
    having count(*) < ${REFUSALS_PER_ACTOR}
      and count(*) filter (where target_id = ${target.id} and route = ${route}) = 0`;
  await tenantBatch(services.db, tenant, () => [
    // The lock of the chain, taken before the look: events of the same moment are counted one after another.
    sql`select pg_advisory_xact_lock(hashtextextended(${`audit_event:${tenant.tenantId}`}, 0))`,
    auditStatement(context, { action: "access.refused", target, detail }, isWorthIt),
  ]);
}

/** What this isolate has handed to the database already; most of a flood goes no further. */
function memoryOf(services: Services): ExpiringCache<true> {
  const { now } = services;
  const known =
    remembered.get(services) ??
    createExpiringCache<true>({ ttlMs: REFUSALS_WINDOW_MS, maxEntries: REMEMBERED_MAX, now });
  remembered.set(services, known);
  return known;
}
