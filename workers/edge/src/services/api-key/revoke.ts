import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { controlBatch } from "@netvexa/db/control";
import { apiKey } from "@netvexa/db/schema/tenant";
import { and, eq, sql } from "drizzle-orm";
import type { Context } from "../context.ts";

/** Ends a key for good; other isolates notice within five seconds. Revoking it again changes nothing. */
export async function revokeApiKey({ services, tenant }: Context, keyId: Id<"apiKey">): Promise<void> {
  const at = new Date(services.now()).toISOString();
  const [[revoked]] = await controlBatch(services.db, (query) => [
    query
      .update(apiKey)
      .set({ revokedAt: sql`coalesce(${apiKey.revokedAt}, ${at}::timestamptz)` })
      .where(and(eq(apiKey.tenantId, tenant.tenantId), eq(apiKey.id, keyId)))
      .returning({ hash: apiKey.hash }),
  ]);
  if (revoked === undefined) throw new ServiceError("not_found");
  services.keys.delete(revoked.hash);
}
