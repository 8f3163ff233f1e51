import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { visitorSecret } from "@netvexa/db/schema/agent";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, eq, sql } from "drizzle-orm";
import { auditStatement } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { isGoodSecret } from "./list.ts";

/** Ends a secret now, and with it the sessions of the visitors that it vouched for. */
export async function revokeVisitorSecret(
  context: Context,
  { agentId, secretId }: { agentId: Id<"agent">; secretId: Id<"visitorSecret"> },
): Promise<void> {
  const { services, tenant } = context;
  const nowMs = services.now();
  const isIt = and(isGoodSecret(tenant, agentId, nowMs), eq(visitorSecret.id, secretId));
  const deed = {
    action: "visitor_secret.revoke",
    target: { kind: "visitorSecret", id: secretId },
    detail: { agentId },
  } as const;
  const [, [row]] = await tenantBatch(services.db, tenant, (query) => [
    auditStatement(context, deed, sql`select true from visitor_secret where ${isIt} for update`),
    query
      .update(visitorSecret)
      .set({ endsAt: new Date(nowMs) })
      .where(isIt)
      .returning({ id: visitorSecret.id }),
  ]);
  if (row === undefined) throw new ServiceError("not_found");
}
