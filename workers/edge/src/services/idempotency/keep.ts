import { tenantBatch } from "@netvexa/db/tenant";
import type { Context } from "../context.ts";
import { type Effect, recordEffect } from "./record.ts";

/** Stores the effect of a verb that is harmless to repeat, after it happened. */
export async function keepEffect(context: Context, effect: Effect): Promise<void> {
  const record = await recordEffect(context, effect);
  await tenantBatch(context.services.db, context.tenant, (query) =>
    record(query).map((statement) => statement.onConflictDoNothing()),
  );
}
