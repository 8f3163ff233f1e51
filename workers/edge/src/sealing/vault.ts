import type { Id } from "@netvexa/contract/ids";
import type { Database } from "@netvexa/db/client";
import { conversationKey } from "@netvexa/db/schema/sealing";
import { fromBase64Url, randomBytes, toBase64Url } from "@netvexa/db/sealing/bytes";
import { importSealingKey, keyIdOf, open, type Place, type SealingKey, seal } from "@netvexa/db/sealing/seal";
import { tenantBatch } from "@netvexa/db/tenant";
import type { TenantContext } from "@netvexa/db/tenant-context";
import { and, eq, lt, type SQL } from "drizzle-orm";
import { createExpiringCache } from "../services/expiring-cache.ts";
import { blindEmail, blindText } from "./blind-index.ts";
import type { KeyWrapper } from "./key-wrapper.ts";
import { createTenantKeyStore, type TenantKeys } from "./tenant-keys.ts";

const TENANT_KEYS_TTL_MS = 5 * 60_000;
/** Also how long a destroyed key may be remembered by an isolate. */
const CONVERSATION_KEY_TTL_MS = 60_000;
const CACHE_MAX_ENTRIES = 1_000;
const KEY_BYTES = 32;
const KEY_ID_BYTES = 12;

export type WrappedKey = Pick<
  typeof conversationKey.$inferSelect,
  "conversationId" | "keyId" | "wrapped" | "tenantKeyVersion"
>;

/** The key of a conversation that is about to be written to; `isNew` = its row goes into the same transaction. */
export interface WritingKey {
  readonly key: SealingKey;
  readonly row: WrappedKey;
  readonly isNew: boolean;
}

/** Where keys come from. Unwrapped ones live in the isolate's memory, for a short time. */
export interface Vault {
  /** One look-up in the database, then none while the isolate remembers. */
  keyForWriting(tenant: TenantContext, conversationId: Id<"conversation">): Promise<WritingKey>;
  /** To be told once the row of a new key is stored. */
  keep(tenant: TenantContext, written: WritingKey): void;
  /** To be told when a remembered key turned out to be gone. */
  forget(tenant: TenantContext, conversationId: Id<"conversation">): void;
  /** The key of a row that has just been read. */
  unwrap(tenant: TenantContext, row: WrappedKey): Promise<SealingKey>;
  emailIndex(tenant: TenantContext, email: string): Promise<string>;
  /** Seals what belongs to the tenant rather than to one conversation, and is kept for less than a retired key is. */
  sealOwn(place: Place, tenant: TenantContext, text: string): Promise<string>;
  openOwn(place: Place, tenant: TenantContext, sealed: string): Promise<string>;
  /** Tells whether two texts are the same, to whoever has the tenant's key. */
  digest(tenant: TenantContext, text: string): Promise<string>;
  /**
   * From now on new keys are wrapped by another key of the tenant; `rewrap` brings the old ones over. What is noted of
   * it is written in the same transaction.
   */
  rotate(tenant: TenantContext, noteOf?: (version: number) => SQL): Promise<{ version: number }>;
  /** Wraps up to `limit` conversation keys anew; 0 when none is left under an earlier key. */
  rewrap(tenant: TenantContext, limit: number): Promise<number>;
  /** Brings the tenant under a new key where its present one is old, or the key service has another one now. */
  renewWhenDue(tenant: TenantContext, rotateAfterMs: number): Promise<"none" | "kept" | "renewed">;
  /** Destroys keys of the tenant that seal nothing any more and were replaced longer ago than this. */
  destroyRetired(tenant: TenantContext, afterMs: number): Promise<number>;
  /** Destroys the tenant's own keys, and with them whatever any backup holds of what they wrapped. */
  destroyTenantKeys(tenant: TenantContext, note?: SQL): Promise<number>;
}

export function createVault(deps: { db: Database; wrapper: () => Promise<KeyWrapper>; now: () => number }): Vault {
  const { db, now } = deps;
  const store = createTenantKeyStore(deps);
  const tenants = createExpiringCache<TenantKeys>({ ttlMs: TENANT_KEYS_TTL_MS, maxEntries: CACHE_MAX_ENTRIES, now });
  const writing = createExpiringCache<WritingKey>({
    ttlMs: CONVERSATION_KEY_TTL_MS,
    maxEntries: CACHE_MAX_ENTRIES,
    now,
  });

  const tenantKeys = async (tenant: TenantContext, version?: number): Promise<TenantKeys> => {
    const known = tenants.get(tenant.tenantId);
    if (known !== undefined && (version === undefined || known.has(version))) return known;
    const keys = await store.load(tenant);
    tenants.set(tenant.tenantId, keys);
    return keys;
  };
  const unwrap = async (tenant: TenantContext, row: WrappedKey): Promise<SealingKey> => {
    const keys = await tenantKeys(tenant, row.tenantKeyVersion);
    const outer = await keys.sealing(row.tenantKeyVersion);
    return importSealingKey(row.keyId, fromBase64Url(await open(outer, placeOf(tenant, row), row.wrapped)));
  };
  const makeKey = async (tenant: TenantContext, conversationId: Id<"conversation">): Promise<WritingKey> => {
    const keys = await tenantKeys(tenant);
    const raw = randomBytes(KEY_BYTES);
    const name = { conversationId, keyId: toBase64Url(randomBytes(KEY_ID_BYTES)) };
    const outer = await keys.sealing(keys.version);
    const wrapped = await seal(outer, placeOf(tenant, name), toBase64Url(raw));
    const row = { ...name, wrapped, tenantKeyVersion: keys.version };
    return { key: await importSealingKey(row.keyId, raw), row, isNew: true };
  };

  const rotate: Vault["rotate"] = async (tenant, noteOf) => {
    const version = (await store.load(tenant)).version + 1;
    await store.addVersion(tenant, version, noteOf?.(version));
    tenants.delete(tenant.tenantId);
    return { version };
  };

  return {
    unwrap,
    async keyForWriting(tenant, conversationId) {
      const known = writing.get(cacheKey(tenant, conversationId));
      if (known !== undefined) return known;
      const [[row]] = await tenantBatch(db, tenant, (query) => [
        query
          .select()
          .from(conversationKey)
          .where(
            and(eq(conversationKey.tenantId, tenant.tenantId), eq(conversationKey.conversationId, conversationId)),
          ),
      ]);
      return row === undefined
        ? makeKey(tenant, conversationId)
        : { key: await unwrap(tenant, row), row, isNew: false };
    },
    keep(tenant, written) {
      writing.set(cacheKey(tenant, written.row.conversationId), { ...written, isNew: false });
    },
    forget(tenant, conversationId) {
      writing.delete(cacheKey(tenant, conversationId));
      tenants.delete(tenant.tenantId);
    },
    async emailIndex(tenant, email) {
      const keys = await tenantKeys(tenant);
      return blindEmail(await keys.index(), email);
    },
    async sealOwn(place, tenant, text) {
      const keys = await tenantKeys(tenant);
      return seal(await keys.sealing(keys.version), place, text);
    },
    async openOwn(place, tenant, sealed) {
      const version = Number(keyIdOf(sealed)?.slice(1));
      const keys = await tenantKeys(tenant, version);
      return open(await keys.sealing(version), place, sealed);
    },
    async digest(tenant, text) {
      const keys = await tenantKeys(tenant);
      return blindText(await keys.index(), text);
    },
    rotate,
    async renewWhenDue(tenant, rotateAfterMs) {
      const isDue = await store.isDue(tenant, rotateAfterMs);
      if (isDue === undefined) return "none";
      if (!isDue) return "kept";
      await rotate(tenant);
      await store.rewrapIndex(tenant);
      tenants.delete(tenant.tenantId);
      return "renewed";
    },
    destroyRetired: store.destroyRetired,
    async rewrap(tenant, limit) {
      const keys = await store.load(tenant);
      tenants.set(tenant.tenantId, keys);
      const [rows] = await tenantBatch(db, tenant, (query) => [
        query
          .select()
          .from(conversationKey)
          .where(and(eq(conversationKey.tenantId, tenant.tenantId), lt(conversationKey.tenantKeyVersion, keys.version)))
          .limit(limit),
      ]);
      const outer = await keys.sealing(keys.version);
      const renewed = await Promise.all(
        rows.map(async (row) => {
          const place = placeOf(tenant, row);
          const raw = await open(await keys.sealing(row.tenantKeyVersion), place, row.wrapped);
          return { ...row, wrapped: await seal(outer, place, raw) };
        }),
      );
      await tenantBatch(db, tenant, (query) =>
        renewed.map((row) =>
          query
            .update(conversationKey)
            .set({ wrapped: row.wrapped, tenantKeyVersion: keys.version })
            .where(and(eq(conversationKey.tenantId, tenant.tenantId), eq(conversationKey.keyId, row.keyId))),
        ),
      );
      return renewed.length;
    },
    async destroyTenantKeys(tenant, note) {
      const gone = await store.replace(tenant, note);
      tenants.delete(tenant.tenantId);
      return gone;
    },
  };
}

function cacheKey({ tenantId }: TenantContext, conversationId: string): string {
  return `${tenantId}:${conversationId}`;
}

function placeOf({ tenantId }: TenantContext, row: Pick<WrappedKey, "conversationId" | "keyId">): Place {
  return { tenantId, table: "conversation_key", column: "wrapped", row: `${row.conversationId}/${row.keyId}` };
}
