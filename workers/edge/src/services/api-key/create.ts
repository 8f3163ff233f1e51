import type { ApiKeyCreated, ApiKeyInput } from "@netvexa/contract/http/api-keys";
import { newId } from "@netvexa/contract/ids";
import { controlBatch } from "@netvexa/db/control";
import { apiKey } from "@netvexa/db/schema/tenant";
import { hashApiKey, newApiKey } from "../../auth/api-key.ts";
import type { Context } from "../context.ts";
import { toApiKey } from "./shape.ts";

const PREFIX_LENGTH = 10;

/** The answer is the only place where the key itself is ever shown. */
export async function createApiKey({ services, tenant }: Context, input: ApiKeyInput): Promise<ApiKeyCreated> {
  const key = newApiKey();
  const row = {
    id: newId("apiKey"),
    tenantId: tenant.tenantId,
    name: input.name,
    prefix: key.slice(0, PREFIX_LENGTH),
    hash: await hashApiKey(key),
    scopes: input.scopes,
    createdAt: new Date(services.now()),
    expiresAt: input.expiresAt === undefined ? null : new Date(input.expiresAt),
    lastUsedAt: null,
    revokedAt: null,
  };
  await controlBatch(services.db, (query) => [query.insert(apiKey).values(row)]);
  return { ...toApiKey(row), key };
}
