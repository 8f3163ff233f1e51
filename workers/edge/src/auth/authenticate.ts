import { ServiceError } from "@netvexa/contract/problem";
import { controlBatch } from "@netvexa/db/control";
import { apiKey } from "@netvexa/db/schema/tenant";
import type { TenantContext } from "@netvexa/db/tenant-context";
import { and, eq, isNull, lte, or } from "drizzle-orm";
import type { KeyRecord, Services } from "../services/context.ts";
import { isKeyScope } from "../services/key-scopes.ts";
import { findRole } from "../services/member/find-role.ts";
import type { Actor } from "../services/permissions.ts";
import { hashApiKey, isApiKey } from "./api-key.ts";
import { tenantOf } from "./tenant-of.ts";

export interface Caller {
  tenant: TenantContext;
  actor: Actor;
}

const BEARER = /^Bearer ([\w.~+/=-]{1,4000})$/i;

const USE_NOTED_EVERY_MS = 60_000;

/**
 * Who sends this `Authorization` header; no other header counts. Throws `unauthenticated`, with the same words for
 * every reason. `defer` takes the note that a key was used.
 */
export async function authenticate(
  services: Services,
  { authorization, defer }: { authorization: string | undefined; defer: (task: Promise<unknown>) => void },
): Promise<Caller> {
  const credential = BEARER.exec(authorization ?? "")?.[1];
  if (credential === undefined) throw new ServiceError("unauthenticated");
  return isApiKey(credential) ? byKey(services, credential, defer) : byToken(services, credential);
}

async function byToken(services: Services, token: string): Promise<Caller> {
  const claims = await services.accessTokens.verify(token);
  if (claims === undefined) throw new ServiceError("unauthenticated");
  const role = await findRole(services, claims);
  if (role === undefined) throw new ServiceError("unauthenticated");
  return { tenant: tenantOf(claims), actor: { kind: "user", id: claims.userId, role, sessionId: claims.sessionId } };
}

async function byKey(services: Services, key: string, defer: (task: Promise<unknown>) => void): Promise<Caller> {
  const hash = await hashApiKey(key);
  const record = services.keys.get(hash) ?? (await loadKey(services, hash));
  const isLive = record?.expiresAtMs === undefined || record.expiresAtMs > services.now();
  if (record === undefined || !isLive) throw new ServiceError("unauthenticated");
  noteUse(services, record, defer);
  const { id, agents } = record;
  return {
    tenant: tenantOf(record),
    actor: { kind: "key", id, scopes: record.scopes.filter(isKeyScope), agents },
  };
}

/** At most once a minute for each isolate, and in the row itself. */
function noteUse(services: Services, record: KeyRecord, defer: (task: Promise<unknown>) => void): void {
  const nowMs = services.now();
  if (record.lastUsedAtMs !== undefined && nowMs - record.lastUsedAtMs < USE_NOTED_EVERY_MS) return;
  record.lastUsedAtMs = nowMs;
  const before = new Date(nowMs - USE_NOTED_EVERY_MS);
  defer(
    controlBatch(services.db, (query) => [
      query
        .update(apiKey)
        .set({ lastUsedAt: new Date(nowMs) })
        .where(and(eq(apiKey.id, record.id), or(isNull(apiKey.lastUsedAt), lte(apiKey.lastUsedAt, before)))),
    ]),
  );
}

async function loadKey(services: Services, hash: string): Promise<KeyRecord | undefined> {
  const [[row]] = await controlBatch(services.db, (query) => [
    query
      .select()
      .from(apiKey)
      .where(and(or(eq(apiKey.hash, hash), eq(apiKey.previousHash, hash)), isNull(apiKey.revokedAt))),
  ]);
  if (row === undefined) return undefined;
  const { id, tenantId, scopes, agents, expiresAt, previousUntil, lastUsedAt } = row;
  const ends = [expiresAt, row.hash === hash ? null : previousUntil].filter((end) => end !== null);
  const record: KeyRecord = {
    id,
    tenantId,
    scopes,
    agents: agents ?? undefined,
    expiresAtMs: ends.length === 0 ? undefined : Math.min(...ends.map((end) => end.getTime())),
    lastUsedAtMs: lastUsedAt?.getTime(),
  };
  services.keys.set(hash, record);
  return record;
}
