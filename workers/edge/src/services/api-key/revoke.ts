import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { controlBatch } from "@netvexa/db/control";
import { apiKey } from "@netvexa/db/schema/tenant";
import { and, eq, sql } from "drizzle-orm";
import { controlAuditStatement } from "../audit/record.ts";
import type { Context } from "../context.ts";

/** Ends a key for good; other isolates notice within five seconds. Revoking it again changes nothing. */
export async function revokeApiKey(context: Context, keyId: Id<"apiKey">): Promise<void> {
  const { services, tenant } = context;
  const deed = { action: "key.revoke", target: { kind: "apiKey", id: keyId } } as const;
  const unrevoked = sql`select true from api_key where tenant_id = ${tenant.tenantId} and id = ${keyId} and revoked_at is null for update`;
  const at = new Date(services.now()).toISOString();
  const [, [revoked]] = await controlBatch(services.db, (query) => [
    controlAuditStatement(context, deed, unrevoked),
    query
      .update(apiKey)
      .set({ revokedAt: sql`coalesce(${apiKey.revokedAt}, ${at}::timestamptz)` })
      .where(and(eq(apiKey.tenantId, tenant.tenantId), eq(apiKey.id, keyId)))
      .returning({ hash: apiKey.hash, previousHash: apiKey.previousHash }),
  ]);
  if (revoked === undefined) throw new ServiceError("not_found");
  services.keys.delete(revoked.hash);
  if (revoked.previousHash !== null) services.keys.delete(revoked.previousHash);
}
