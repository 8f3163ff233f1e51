import type { VisitorMatches } from "@netvexa/contract/http/visitors";
import { conversation, lead } from "@netvexa/db/schema/conversation";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, eq } from "drizzle-orm";
import type { Context } from "../context.ts";

const MATCHES_MAX = 100;

/** Visitors who left this address, found by its keyed digest: no address is opened or compared. */
export async function findVisitorsByEmail({ services, tenant }: Context, email: string): Promise<VisitorMatches> {
  const index = await services.vault.emailIndex(tenant, email);
  const [rows] = await tenantBatch(services.db, tenant, (query) => [
    query
      .selectDistinct({ visitorId: conversation.visitorId })
      .from(lead)
      .innerJoin(conversation, and(eq(conversation.tenantId, lead.tenantId), eq(conversation.id, lead.conversationId)))
      .where(and(eq(lead.tenantId, tenant.tenantId), eq(lead.emailIndex, index)))
      .limit(MATCHES_MAX),
  ]);
  return { visitors: rows.map(({ visitorId }) => visitorId) };
}
