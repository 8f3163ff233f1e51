import type { ApiKeyCreated, ApiKeyInput } from "@netvexa/contract/http/api-keys";
import { type Id, newId } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { controlBatch } from "@netvexa/db/control";
import { agentDirectory, apiKey } from "@netvexa/db/schema/tenant";
import type { TenantContext } from "@netvexa/db/tenant-context";
import { and, eq, inArray } from "drizzle-orm";
import { newApiKey } from "../../auth/api-key.ts";
import { controlAuditStatement } from "../audit/record.ts";
import type { Context, Services } from "../context.ts";
import { storedForm, toApiKey } from "./shape.ts";

/** The answer is the only place where the key itself is ever shown. */
export async function createApiKey(context: Context, input: ApiKeyInput): Promise<ApiKeyCreated> {
  const { services, tenant } = context;
  requireAhead(input.expiresAt, services.now());
  await requireOwnAgents(services, tenant, input.agents ?? []);
  const key = newApiKey();
  const row = {
    id: newId("apiKey"),
    tenantId: tenant.tenantId,
    name: input.name,
    ...(await storedForm(key)),
    scopes: input.scopes,
    agents: input.agents ?? null,
    createdAt: new Date(services.now()),
    expiresAt: input.expiresAt === undefined ? null : new Date(input.expiresAt),
    lastUsedAt: null,
    revokedAt: null,
    previousHash: null,
    previousUntil: null,
  };
  const target = { kind: "apiKey", id: row.id };
  await controlBatch(services.db, (query) => [
    query.insert(apiKey).values(row),
    controlAuditStatement(context, { action: "key.create", target, detail: { name: row.name, scopes: row.scopes } }),
  ]);
  return { ...toApiKey(row), key };
}

/** A key that has ended before it is shown is a mistake in the date. */
function requireAhead(expiresAt: string | undefined, nowMs: number): void {
  if (expiresAt === undefined || Date.parse(expiresAt) > nowMs) return;
  const errors = [{ pointer: "/expiresAt", code: "invalid_value", detail: "The end must lie ahead." }];
  throw new ServiceError("invalid_request", { errors });
}

/** A list that names somebody else's agent, or none, would look right and reach nothing. */
async function requireOwnAgents(
  services: Services,
  { tenantId }: TenantContext,
  agents: readonly Id<"agent">[],
): Promise<void> {
  if (agents.length === 0) return;
  const [known] = await controlBatch(services.db, (query) => [
    query
      .select({ id: agentDirectory.agentId })
      .from(agentDirectory)
      .where(and(eq(agentDirectory.tenantId, tenantId), inArray(agentDirectory.agentId, [...agents]))),
  ]);
  const own = new Set(known.map(({ id }) => id));
  const errors = agents.flatMap((id, index) =>
    own.has(id) ? [] : [{ pointer: `/agents/${index}`, code: "unknown", detail: "There is no such agent." }],
  );
  if (errors.length > 0) throw new ServiceError("invalid_request", { errors });
}
