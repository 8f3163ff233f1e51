import type { Database } from "@netvexa/db/client";
import { tenantKey } from "@netvexa/db/schema/sealing";
import { tenantBatch } from "@netvexa/db/tenant";
import type { TenantContext } from "@netvexa/db/tenant-context";
import { and, eq, lte } from "drizzle-orm";
import { importIndexKey } from "./blind-index.ts";
import { randomBytes } from "./bytes.ts";
import type { KeyWrapper } from "./key-wrapper.ts";
import { importSealingKey, type SealingKey } from "./seal.ts";

const KEY_BYTES = 32;

type Row = Pick<typeof tenantKey.$inferSelect, "purpose" | "version" | "wrapped">;
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
  /** Adds the next version, under which everything is sealed from now on. */
  addVersion(tenant: TenantContext, version: number): Promise<void>;
  /** Destroys every key and puts new ones in their place. Returns how many are gone. */
  replace(tenant: TenantContext): Promise<number>;
}

export function createTenantKeyStore(deps: { db: Database; wrapper: () => Promise<KeyWrapper> }): TenantKeyStore {
  const { db, wrapper } = deps;
  const makeRow = async ({ tenantId }: TenantContext, purpose: Purpose, version: number) => {
    const service = await wrapper();
    const wrapped = await service.wrap(randomBytes(KEY_BYTES), contextOf(tenantId, purpose, version));
    return { tenantId, purpose, version, wrapped, kmsKeyId: service.keyId };
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
    async addVersion(tenant, version) {
      const row = await makeRow(tenant, "seal", version);
      await tenantBatch(db, tenant, (query) => [query.insert(tenantKey).values(row).onConflictDoNothing()]);
    },
    async replace(tenant) {
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
      ]);
      return gone.length;
    },
  };
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
