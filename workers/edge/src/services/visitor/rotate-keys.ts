import type { KeyRotation } from "@netvexa/contract/http/visitors";
import { auditStatement } from "../audit/record.ts";
import type { Context } from "../context.ts";

const KEYS_PER_BATCH = 100;
const BATCHES_PER_CALL = 20;

/**
 * Gives the tenant a new key and wraps the keys of its conversations anew; what they seal stays as it is. A call
 * that does not get through all of them leaves the rest readable under the earlier key, and the next one takes them.
 */
export async function rotateKeys(context: Context): Promise<KeyRotation> {
  const { services, tenant } = context;
  const target = { kind: "tenant", id: tenant.tenantId };
  const { version } = await services.vault.rotate(tenant, (next) =>
    auditStatement(context, { action: "encryption.rotate", target, detail: { version: next } }),
  );
  let rewrapped = 0;
  for (let batch = 0; batch < BATCHES_PER_CALL; batch += 1) {
    const count = await services.vault.rewrap(tenant, KEYS_PER_BATCH);
    rewrapped += count;
    if (count < KEYS_PER_BATCH) return { version, rewrapped, isComplete: true };
  }
  return { version, rewrapped, isComplete: false };
}
