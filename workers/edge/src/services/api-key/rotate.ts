import type { ApiKeyCreated, ApiKeyRotation } from "@netvexa/contract/http/api-keys";
import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { controlBatch } from "@netvexa/db/control";
import { apiKey } from "@netvexa/db/schema/tenant";
import { and, eq, sql } from "drizzle-orm";
import { newApiKey } from "../../auth/api-key.ts";
import { controlAuditStatement } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { storedForm, toApiKey } from "./shape.ts";

/**
 * Gives a key a new secret; the one before stays good for the overlap, one from an earlier rotation ends now.
 * Throws `not_found`, or `conflict` for a key that was revoked or has ended.
 */
export async function rotateApiKey(
  context: Context,
  { keyId, overlapSeconds }: { keyId: Id<"apiKey"> } & ApiKeyRotation,
): Promise<ApiKeyCreated> {
  const { services, tenant } = context;
  const key = newApiKey();
  const isOwn = and(eq(apiKey.tenantId, tenant.tenantId), eq(apiKey.id, keyId));
  const nowMs = services.now();
  const until = new Date(nowMs + overlapSeconds * 1000).toISOString();
  const isGood = sql`revoked_at is null and (expires_at is null or expires_at > ${new Date(nowMs).toISOString()}::timestamptz)`;
  const stored = await storedForm(key);
  const deed = { action: "key.rotate", target: { kind: "apiKey", id: keyId }, detail: { overlapSeconds } } as const;
  const good = sql`select true from api_key where tenant_id = ${tenant.tenantId} and id = ${keyId} and ${isGood} for update`;
  const [, [before], [row]] = await controlBatch(services.db, (query) => [
    controlAuditStatement(context, deed, good),
    query
      .select({ hash: apiKey.hash, previousHash: apiKey.previousHash, revokedAt: apiKey.revokedAt })
      .from(apiKey)
      .where(isOwn),
    query
      .update(apiKey)
      // The right-hand sides see the row as it was.
      .set({ ...stored, previousHash: sql`${apiKey.hash}`, previousUntil: sql`${until}::timestamptz` })
      .where(and(isOwn, isGood))
      .returning(),
  ]);
  if (before === undefined) throw new ServiceError("not_found");
  if (row === undefined) {
    const why = before.revokedAt === null ? "has expired" : "was revoked";
    throw new ServiceError("conflict", { detail: `The key ${why}. Create a new one.` });
  }
  for (const hash of [before.hash, before.previousHash]) if (hash !== null) services.keys.delete(hash);
  return { ...toApiKey(row), key };
}
