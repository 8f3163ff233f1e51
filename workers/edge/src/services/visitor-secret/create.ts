import type { VisitorSecretCreated, VisitorSecretInput } from "@netvexa/contract/http/visitor-secrets";
import { type Id, newId } from "@netvexa/contract/ids";
import { LIMITS } from "@netvexa/contract/limits";
import { ServiceError } from "@netvexa/contract/problem";
import { visitorSecret } from "@netvexa/db/schema/agent";
import { tenantTx } from "@netvexa/db/tenant";
import { sql } from "drizzle-orm";
import { lockedAgent } from "../agent/audited.ts";
import { auditStatement } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { isGoodSecret } from "./list.ts";
import { toVisitorSecret } from "./shape.ts";

/**
 * Makes a secret, and with `overlapSeconds` ends those before it after that time. The answer is the only place where
 * it is ever shown. Throws `conflict` when the agent would have too many.
 */
export async function createVisitorSecret(
  context: Context,
  { agentId, overlapSeconds }: { agentId: Id<"agent"> } & VisitorSecretInput,
): Promise<VisitorSecretCreated> {
  const { services, tenant } = context;
  const { tenantId } = tenant;
  const nowMs = services.now();
  const id = newId("visitorSecret");
  const { secret, prefix, sealed } = await services.visitorIdentities.newSecret({ tenantId, agentId }, id);
  const row = { tenantId, id, agentId, prefix, sealed, createdAt: new Date(nowMs), endsAt: null };
  const action = overlapSeconds === undefined ? "visitor_secret.create" : "visitor_secret.rotate";
  await tenantTx(services.db, tenant, async (tx) => {
    const owner = await tx.execute(lockedAgent(tenant, agentId));
    if (owner.rows.length === 0) throw new ServiceError("not_found");
    const good = isGoodSecret(tenant, agentId, nowMs);
    if (overlapSeconds === undefined) {
      const known = await tx.select({ id: visitorSecret.id }).from(visitorSecret).where(good);
      if (known.length >= LIMITS.visitorSecretsMax) {
        throw new ServiceError("conflict", {
          detail: "The agent has as many secrets as it may have. Revoke one first.",
        });
      }
    } else {
      const endsAt = new Date(nowMs + overlapSeconds * 1000);
      const sooner = sql`least(coalesce(${visitorSecret.endsAt}, 'infinity'), ${endsAt.toISOString()}::timestamptz)`;
      await tx.update(visitorSecret).set({ endsAt: sooner }).where(good);
    }
    await tx.insert(visitorSecret).values(row);
    const detail = { agentId, ...(overlapSeconds === undefined ? {} : { overlapSeconds }) };
    await tx.execute(auditStatement(context, { action, target: { kind: "visitorSecret", id }, detail }));
  });
  return { ...toVisitorSecret(row), secret };
}
