import { ServiceError } from "@netvexa/contract/problem";
import { controlBatch } from "@netvexa/db/control";
import { apiKey } from "@netvexa/db/schema/tenant";
import type { TenantContext } from "@netvexa/db/tenant-context";
import { and, eq, isNull } from "drizzle-orm";
import type { KeyRecord, Services } from "../services/context.ts";
import { type Actor, isKeyScope } from "../services/permissions.ts";
import { hashApiKey, isApiKey } from "./api-key.ts";
import { tenantOf } from "./tenant-of.ts";

export interface Caller {
  tenant: TenantContext;
  actor: Actor;
}

const BEARER = /^Bearer ([\w.~+/=-]{1,4000})$/i;

/** Who sends this `Authorization` header. Throws `unauthenticated`, with the same words for every reason. */
export async function authenticate(services: Services, authorization: string | undefined): Promise<Caller> {
  const credential = BEARER.exec(authorization ?? "")?.[1];
  if (credential === undefined) throw new ServiceError("unauthenticated");
  return isApiKey(credential) ? byKey(services, credential) : byToken(services, credential);
}

async function byToken(services: Services, token: string): Promise<Caller> {
  const claims = await services.accessTokens.verify(token);
  if (claims === undefined) throw new ServiceError("unauthenticated");
  return { tenant: tenantOf(claims), actor: { kind: "user", id: claims.userId, role: claims.role } };
}

async function byKey(services: Services, key: string): Promise<Caller> {
  const hash = await hashApiKey(key);
  const record = services.keys.get(hash) ?? (await loadKey(services, hash));
  const isLive = record?.expiresAtMs === undefined || record.expiresAtMs > services.now();
  if (record === undefined || !isLive) throw new ServiceError("unauthenticated");
  return {
    tenant: tenantOf(record),
    actor: { kind: "key", id: record.id, scopes: record.scopes.filter(isKeyScope) },
  };
}

async function loadKey(services: Services, hash: string): Promise<KeyRecord | undefined> {
  const [[row]] = await controlBatch(services.db, (query) => [
    query
      .select({ id: apiKey.id, tenantId: apiKey.tenantId, scopes: apiKey.scopes, expiresAt: apiKey.expiresAt })
      .from(apiKey)
      .where(and(eq(apiKey.hash, hash), isNull(apiKey.revokedAt))),
  ]);
  if (row === undefined) return undefined;
  const { expiresAt, ...rest } = row;
  const record = { ...rest, expiresAtMs: expiresAt?.getTime() };
  services.keys.set(hash, record);
  return record;
}
