import { isId } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { conversation } from "@netvexa/db/schema/conversation";
import { document, source } from "@netvexa/db/schema/source";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, eq } from "drizzle-orm";
import type { Services } from "../services/context.ts";
import type { Caller } from "./authenticate.ts";

/** The ids that a request names in its address, before anything else is known of it. */
export interface NamedIds {
  readonly params: Readonly<Record<string, string | undefined>>;
  /** Of a route that lists by agent; what other routes are asked for in this name means nothing. */
  readonly queryAgentId: string | undefined;
}

/** The routes that list one agent's things when asked with `agentId`. */
export const LISTS_BY_AGENT: ReadonlySet<string> = new Set(["/v1/conversations"]);

/**
 * Holds a key that is limited to some agents to them, whatever the route: what belongs to another agent is not
 * there, and a route that names no agent at all is forbidden. Costs nothing for everybody else.
 */
export async function requireReach(services: Services, caller: Caller, named: NamedIds): Promise<void> {
  const { actor } = caller;
  if (actor.kind !== "key" || actor.agents === undefined) return;
  const names = Object.entries(named.params).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const reached = new Set<string | undefined>(actor.agents);
  if (names.length === 0 && !reached.has(named.queryAgentId)) {
    throw new ServiceError("forbidden", {
      detail: "This key reaches some agents only, and this is not about one of them.",
    });
  }
  const owners = await Promise.all(names.map(([name, id]) => agentOf(services, caller, name, id)));
  if (!owners.every((owner) => reached.has(owner))) throw new ServiceError("not_found");
}

/** The agent that the object belongs to; undefined for what is unknown, and so out of reach. */
async function agentOf(services: Services, { tenant }: Caller, name: string, id: string): Promise<string | undefined> {
  if (name === "agentId") return id;
  if (name === "sourceId" && isId("source", id)) return ownerIn(services, tenant, source, id);
  if (name === "documentId" && isId("document", id)) return ownerIn(services, tenant, document, id);
  if (name === "conversationId" && isId("conversation", id)) return ownerIn(services, tenant, conversation, id);
  return undefined;
}

async function ownerIn(
  services: Services,
  tenant: Caller["tenant"],
  table: typeof source | typeof document | typeof conversation,
  id: string,
): Promise<string | undefined> {
  const [[row]] = await tenantBatch(services.db, tenant, (query) => [
    query
      .select({ agentId: table.agentId })
      .from(table)
      .where(and(eq(table.tenantId, tenant.tenantId), eq(table.id, id as never))),
  ]);
  return row?.agentId;
}
