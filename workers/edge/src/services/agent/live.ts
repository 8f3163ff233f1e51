import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { controlBatch } from "@netvexa/db/control";
import { agent, visitorSecret } from "@netvexa/db/schema/agent";
import { agentDirectory, tenant } from "@netvexa/db/schema/tenant";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, eq, sql } from "drizzle-orm";
import { tenantOf } from "../../auth/tenant-of.ts";
import type { Context, LiveAgent, Services } from "../context.ts";

/** An agent as its visitors meet it, up to ten seconds old. Throws `not_found`. */
export async function findLiveAgent(
  services: Pick<Services, "db" | "agents">,
  agentId: Id<"agent">,
): Promise<LiveAgent> {
  const known = services.agents.get(agentId);
  if (known !== undefined) return known;
  const [[entry]] = await controlBatch(services.db, (query) => [
    query
      .select({ tenantId: tenant.id, plan: tenant.plan, frozenAt: tenant.frozenAt })
      .from(agentDirectory)
      .innerJoin(tenant, eq(tenant.id, agentDirectory.tenantId))
      .where(eq(agentDirectory.agentId, agentId)),
  ]);
  if (entry === undefined) throw new ServiceError("not_found");
  const owner = tenantOf(entry);
  const [[row], secrets] = await tenantBatch(services.db, owner, (query) => [
    query
      .select({ settings: agent.settings, version: agent.version })
      .from(agent)
      .where(and(eq(agent.tenantId, owner.tenantId), eq(agent.id, agentId))),
    query
      .select({ id: visitorSecret.id, sealed: visitorSecret.sealed, endsAt: visitorSecret.endsAt })
      .from(visitorSecret)
      .where(
        and(
          eq(visitorSecret.tenantId, owner.tenantId),
          eq(visitorSecret.agentId, agentId),
          sql`(${visitorSecret.endsAt} is null or ${visitorSecret.endsAt} > now() - interval '1 hour')`,
        ),
      ),
  ]);
  if (row === undefined) throw new ServiceError("not_found");
  const visitorSecrets = secrets.map(({ id, sealed, endsAt }) => ({ id, sealed, endsAtMs: endsAt?.getTime() }));
  const isFrozen = entry.frozenAt !== null;
  const live: LiveAgent = { tenant: owner, agentId, plan: entry.plan, isFrozen, visitorSecrets, ...row };
  services.agents.set(agentId, live);
  return live;
}

/** As `findLiveAgent`, for a caller who must own the agent; another tenant's is not found. */
export async function requireLiveAgent({ services, tenant }: Context, agentId: Id<"agent">): Promise<LiveAgent> {
  const live = await findLiveAgent(services, agentId);
  if (live.tenant.tenantId !== tenant.tenantId) throw new ServiceError("not_found");
  return live;
}
