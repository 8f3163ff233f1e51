import type { AgentPatch } from "@netvexa/contract/http/agents";
import type { Id } from "@netvexa/contract/ids";
import type { TenantContext } from "@netvexa/db/tenant-context";
import { type SQL, sql } from "drizzle-orm";

/** Settings whose values go into the audit log; of the others it holds the names only. */
const SHOWN = ["name", "locale", "allowedOrigins", "theme"] as const;

/** The agent as it stands, held until the transaction ends. */
export function lockedAgent({ tenantId }: TenantContext, agentId: Id<"agent">): SQL {
  return sql`select settings, draft, version from agent where tenant_id = ${tenantId} and id = ${agentId} for update`;
}

export function shown(settings: AgentPatch): Partial<AgentPatch> {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => SHOWN.some((known) => known === name)));
}

/** The edited fields by name, and those that may be shown before and after. */
export function editDetail(patch: AgentPatch): SQL {
  const after = shown(patch);
  const names = JSON.stringify(Object.keys(after));
  return sql`jsonb_build_object(
    'fields', ${JSON.stringify(Object.keys(patch).sort())}::jsonb,
    'before', (
      select coalesce(jsonb_object_agg(key, value), '{}')
      from jsonb_each(coalesce(found.draft, found.settings)) where ${names}::jsonb ? key),
    'after', ${JSON.stringify(after)}::jsonb)`;
}
