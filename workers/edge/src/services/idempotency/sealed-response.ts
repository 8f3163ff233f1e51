import type { SealedJson } from "@netvexa/db/schema/conversation";
import type { Place } from "@netvexa/db/sealing/seal";
import type { Context, Idempotency } from "../context.ts";

type Owner = Pick<Context, "services" | "tenant">;
type Request = Pick<Idempotency, "route" | "key">;

function placeOf({ tenant: { tenantId } }: Owner, { route, key }: Request): Place {
  return { tenantId, table: "idempotency", column: "response", row: `${route} ${key}` };
}

export async function sealResponse(context: Owner, request: Request, response: unknown): Promise<SealedJson> {
  const { services, tenant } = context;
  return { sealed: await services.vault.sealOwn(placeOf(context, request), tenant, JSON.stringify(response)) };
}

/** Throws for an answer that was kept for another key, route or tenant. */
export async function openResponse(context: Owner, request: Request, { sealed }: SealedJson): Promise<unknown> {
  const { services, tenant } = context;
  return JSON.parse(await services.vault.openOwn(placeOf(context, request), tenant, sealed));
}
