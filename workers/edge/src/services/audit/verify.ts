import { relayAuditEvents } from "@netvexa/db/audit-relay";
import type { Database } from "@netvexa/db/client";
import { tenantBatch } from "@netvexa/db/tenant";
import type { TenantContext } from "@netvexa/db/tenant-context";
import { sql } from "drizzle-orm";
import { sha256Hex } from "../../auth/digest.ts";

const PAGE = 1_000;

export interface BrokenLink {
  seq: number;
  fault: "missing" | "unlinked" | "altered";
}

export interface ChainReport {
  events: number;
  /** The first link that does not hold. */
  broken: BrokenLink | undefined;
}

interface Link extends Record<string, unknown> {
  seq: string;
  /** What is hashed, in the text that Postgres gives each field. */
  fields: string[];
  previous_hash: string;
  hash: string;
}

/**
 * Walks a tenant's chain from its beginning and computes each hash anew. It shows a change, a gap and an insertion;
 * events cut off at the end leave a chain that is whole, so keep the last hash of each walk.
 */
export async function verifyAuditChain(db: Database, tenant: TenantContext): Promise<ChainReport> {
  let events = 0;
  let previousHash = "";
  await relayAuditEvents(db, tenant);
  for (;;) {
    const links = await readLinks(db, tenant, events);
    for (const link of links) {
      const fault = await faultOf(link, { seq: events + 1, previousHash });
      if (fault !== undefined) return { events, broken: { seq: events + 1, fault } };
      events += 1;
      previousHash = link.hash;
    }
    if (links.length < PAGE) return { events, broken: undefined };
  }
}

async function faultOf(
  link: Link,
  wanted: { seq: number; previousHash: string },
): Promise<BrokenLink["fault"] | undefined> {
  if (Number(link.seq) !== wanted.seq) return "missing";
  if (link.previous_hash !== wanted.previousHash) return "unlinked";
  return (await sha256Hex(link.fields.join("\n"))) === link.hash ? undefined : "altered";
}

async function readLinks(db: Database, tenant: TenantContext, after: number): Promise<Link[]> {
  const [rows] = await tenantBatch(db, tenant, () => [
    sql<Link>`
      select seq, previous_hash, hash, jsonb_build_array(
        previous_hash, tenant_id, seq::text, id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        actor_kind, actor_id, action, target_kind, target_id, detail::text) as fields
      from audit_event where tenant_id = ${tenant.tenantId} and seq > ${after} order by seq limit ${PAGE}`,
  ]);
  return rows;
}
