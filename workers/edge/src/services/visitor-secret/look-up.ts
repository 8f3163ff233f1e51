import type { VisitorFound, VisitorLookup } from "@netvexa/contract/http/visitor-secrets";
import type { Id } from "@netvexa/contract/ids";
import { requireLiveAgent } from "../agent/live.ts";
import type { Context } from "../context.ts";

/** The site's own ids are not stored, so this is how a person's conversations are found, to be read or erased. */
export async function lookUpVisitor(
  context: Context,
  { agentId, externalId }: { agentId: Id<"agent"> } & VisitorLookup,
): Promise<VisitorFound> {
  const { services, tenant } = context;
  await requireLiveAgent(context, agentId);
  const door = { tenantId: tenant.tenantId, agentId };
  return { visitorId: await services.visitorIdentities.visitorIdOf(door, externalId) };
}
