import type { Database } from "@netvexa/db/client";
import { tenantKey } from "@netvexa/db/schema/sealing";
import { randomBytes } from "@netvexa/db/sealing/bytes";
import { importSealingKey, type SealingKey } from "@netvexa/db/sealing/seal";
import { tenantBatch } from "@netvexa/db/tenant";
import type { TenantContext } from "@netvexa/db/tenant-context";
import { and, eq, lte, type SQL, sql } from "drizzle-orm";
import { importIndexKey } from "./blind-index.ts";
import type { KeyWrapper } from "./key-wrapper.ts";

const KEY_BYTES = 32;
const NOTHING = sql`select 1`;

type Row = typeof tenantKey.$inferSelect;
type Purpose = Row["purpose"];

/** The keys of one tenant; each is unwrapped when first asked for. */
export interface TenantKeys {
  /** The version that seals now. */
  readonly version: number;
  has(version: number): boolean;
  sealing(version: number): Promise<SealingKey>;
  index(): Promise<CryptoKey>;
}

export interface TenantKeyStore {
  /** Makes the first keys of a tenant that has none. */
  load(tenant: TenantContext): Promise<TenantKeys>;
  /** Adds the next version, under which everything is sealed from now on; `note` is written in the same transaction. */
  addVersion(tenant: TenantContext, version: number, note?: SQL): Promise<void>;
  /** True once the key that seals is older than this, or was wrapped by another key than wraps now; undefined without keys. */
  isDue(tenant: TenantContext, rotateAfterMs: number): Promise<boolean | undefined>;
  /** Wraps the key of the index by what wraps now, if another one did. It stays the same key: what it made is compared. */
  rewrapIndex(tenant: TenantContext): Promise<void>;
  /** Destroys versions that seal nothing any more and were replaced longer ago than this. Returns how many are gone. */
  destroyRetired(tenant: TenantContext, afterMs: number): Promise<number>;
  /** Destroys every key and puts new ones in their place, `note` in the same transaction. Returns how many are gone. */
  replace(tenant: TenantContext, note?: SQL): Promise<number>;
}

export function createTenantKeyStore(deps: {
  db: Database;
  wrapper: () => Promise<KeyWrapper>;
  now: () => number;
}): TenantKeyStore {
  const { db, wrapper, now } = deps;
  const makeRow = async ({ tenantId }: TenantContext, purpose: Purpose, version: number) => {
    const service = await wrapper();
    const wrapped = await service.wrap(randomBytes(KEY_BYTES), contextOf(tenantId, purpose, version));
    return { tenantId, purpose, version, wrapped, kmsKeyId: service.keyId, createdAt: new Date(now()) };
  };
  const read = async (tenant: TenantContext): Promise<Row[]> => {
    const [rows] = await tenantBatch(db, tenant, (query) => [query.select().from(tenantKey)]);
    return rows;
  };
  return {
    async load(tenant) {
      let rows = await read(tenant);
      if (rows.length === 0) {
        const first = await Promise.all([makeRow(tenant, "seal", 1), makeRow(tenant, "index", 1)]);
        // Whoever comes first makes the keys; the other one reads them.
        [, rows] = await tenantBatch(db, tenant, (query) => [
          query.insert(tenantKey).values(first).onConflictDoNothing(),
          query.select().from(tenantKey),
        ]);
      }
      return keysOf(tenant, rows, wrapper);
    },
    async addVersion(tenant, version, note = NOTHING) {
      const row = await makeRow(tenant, "seal", version);
      await tenantBatch(db, tenant, (query) => [query.insert(tenantKey).values(row).onConflictDoNothing(), note]);
    },
    async isDue(tenant, rotateAfterMs) {
      const last = newest(await read(tenant), "seal");
      if (last === undefined) return undefined;
      return last.createdAt.getTime() <= now() - rotateAfterMs || last.kmsKeyId !== (await wrapper()).keyId;
    },
    async rewrapIndex(tenant) {
      const { tenantId } = tenant;
      const row = newest(await read(tenant), "index");
      const service = await wrapper();
      if (row === undefined || row.kmsKeyId === service.keyId) return;
      const context = contextOf(tenantId, "index", row.version);
      const wrapped = await service.wrap(await service.unwrap(row.wrapped, context), context);
      await tenantBatch(db, tenant, (query) => [
        query
          .update(tenantKey)
          .set({ wrapped, kmsKeyId: service.keyId })
          .where(
            and(eq(tenantKey.tenantId, tenantId), eq(tenantKey.purpose, "index"), eq(tenantKey.version, row.version)),
          ),
      ]);
    },
    async destroyRetired(tenant, afterMs) {
      const before = new Date(now() - afterMs).toISOString();
      const [gone] = await tenantBatch(db, tenant, () => [
        sql`delete from tenant_key as old where old.tenant_id = ${tenant.tenantId} and old.purpose = 'seal'
          and exists (select from tenant_key as later where later.tenant_id = old.tenant_id and later.purpose = 'seal'
            and later.version > old.version and later.created_at <= ${before}::timestamptz)
          and not exists (select from conversation_key as inner_key where inner_key.tenant_id = old.tenant_id
            and inner_key.tenant_key_version = old.version)
          returning version`,
      ]);
      return gone.length;
    },
    async replace(tenant, note = NOTHING) {
      const rows = await read(tenant);
      const last = Math.max(0, ...rows.map(({ version }) => version));
      // Versions are never used twice: an isolate that remembers a destroyed key must not take it for the new one.
      const next = await Promise.all([makeRow(tenant, "seal", last + 1), makeRow(tenant, "index", last + 1)]);
      const [, gone] = await tenantBatch(db, tenant, (query) => [
        query.insert(tenantKey).values(next).onConflictDoNothing(),
        query
          .delete(tenantKey)
          .where(and(eq(tenantKey.tenantId, tenant.tenantId), lte(tenantKey.version, last)))
          .returning({ version: tenantKey.version }),
        note,
      ]);
      return gone.length;
    },
  };
}

function newest(rows: readonly Row[], purpose: Purpose): Row | undefined {
  return rows.filter((row) => row.purpose === purpose).toSorted((a, b) => b.version - a.version)[0];
}

function keysOf({ tenantId }: TenantContext, rows: readonly Row[], wrapper: () => Promise<KeyWrapper>): TenantKeys {
  const find = (purpose: Purpose, version: number) =>
    rows.find((row) => row.purpose === purpose && row.version === version);
  const unwrap = async (purpose: Purpose, version: number) => {
    const row = find(purpose, version);
    if (row === undefined) throw new Error("the tenant has no such key");
    return (await wrapper()).unwrap(row.wrapped, contextOf(tenantId, purpose, version));
  };
  const sealing = onceFor((version: number) =>
    unwrap("seal", version).then((raw) => importSealingKey(`t${version}`, raw)),
  );
  const index = onceFor((version: number) => unwrap("index", version).then(importIndexKey));
  const latest = (purpose: Purpose) =>
    Math.max(...rows.filter((row) => row.purpose === purpose).map(({ version }) => version));
  return {
    version: latest("seal"),
    has: (version) => find("seal", version) !== undefined,
    sealing,
    index: () => index(latest("index")),
  };
}

/** Keeps what was made; a failure is not kept, so the next one asks again. */
function onceFor<V>(make: (version: number) => Promise<V>): (version: number) => Promise<V> {
  const made = new Map<number, Promise<V>>();
  return (version) => {
    const known = made.get(version);
    if (known !== undefined) return known;
    const making = make(version);
    made.set(version, making);
    making.catch(() => made.delete(version));
    return making;
  };
}

function contextOf(tenantId: string, purpose: Purpose, version: number) {
  return { tenant: tenantId, purpose, version: String(version) };
}
