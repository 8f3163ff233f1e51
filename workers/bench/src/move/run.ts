import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { newId } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { type Database, openDatabase } from "@netvexa/db/client";
import type { Migration } from "@netvexa/db/migrate";
import { prepareDatabase } from "@netvexa/db/placement/migrate-placements";
import { moveTenant } from "@netvexa/db/placement/move-tenant";
import { confirmMove } from "@netvexa/db/placement/settle-move";
import { tenantBatch } from "@netvexa/db/tenant";
import { mintTenantContext, type TenantContext } from "@netvexa/db/tenant-context";
import { readMigrations } from "@netvexa/local/postgres/read-migrations";
import { startPostgres } from "@netvexa/local/postgres/start-postgres";
import { sql } from "drizzle-orm";
import type { Options } from "./options.ts";

const MIGRATIONS_DIR = fileURLToPath(new URL("../../../../db/migrations", import.meta.url));
const JOURNEY = ["schema", "database", "shared"] as const;
const PASSAGES_PER_BATCH = 1_000;
const DIMS = 512;

export interface Leg {
  readonly passages: number;
  readonly to: (typeof JOURNEY)[number];
  readonly rows: number;
  readonly totalMs: number;
  /** How long writers were turned away, as the mover measured it. */
  readonly pausedMs: number;
  readonly writes: number;
  /** Writes that were turned away and came through at the next try. */
  readonly turnedAway: number;
}

/** Each size is a tenant of its own in the embedded database, which writes while it goes the whole way round. */
export async function runMoves({ passages, writesPerSecond }: Options): Promise<Leg[]> {
  const postgres = await startPostgres({ migrationsDir: MIGRATIONS_DIR });
  try {
    await postgres.migrate();
    const migrations = await readMigrations(MIGRATIONS_DIR);
    const db = openDatabase({ url: postgres.url });
    const legs: Leg[] = [];
    for (const size of passages) {
      const tenant = mintTenantContext(newId("tenant"));
      await fill(db, tenant, size);
      for (const to of JOURNEY) legs.push(await runLeg({ db, tenant, migrations }, { to, size, writesPerSecond }));
    }
    return legs;
  } finally {
    await postgres.close();
  }
}

async function runLeg(
  { db, tenant, migrations }: { db: Database; tenant: TenantContext; migrations: readonly Migration[] },
  { to, size, writesPerSecond }: { to: Leg["to"]; size: number; writesPerSecond: number },
): Promise<Leg> {
  const { tenantId } = tenant;
  const end = new AbortController();
  const writer = keepWriting(db, tenant, writesPerSecond, end.signal);
  const startedAt = performance.now();
  const { rowsVerified, pausedMs } = await moveTenant(db, {
    tenantId,
    to,
    prepareDatabase: (place) => prepareDatabase(db, { tenantId, place }, migrations),
  });
  const totalMs = performance.now() - startedAt;
  end.abort();
  const counts = await writer;
  await confirmMove(db, tenantId);
  return {
    passages: size,
    to,
    rows: rowsVerified,
    totalMs: Math.round(totalMs),
    pausedMs: Math.round(pausedMs),
    ...counts,
  };
}

/** As conversations do: a row, its messages, and another try for what was turned away. */
async function keepWriting(db: Database, tenant: TenantContext, perSecond: number, signal: AbortSignal) {
  const counts = { writes: 0, turnedAway: 0 };
  while (!signal.aborted) {
    await wait(1_000 / perSecond);
    try {
      await tenantBatch(db, tenant, () => [
        sql`insert into idempotency (tenant_id, route, key, body_hash) values (${tenant.tenantId}, 'bench', ${newId("event")}, 'h')`,
      ]);
      counts.writes += 1;
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== "unavailable") throw error;
      counts.turnedAway += 1;
    }
  }
  return counts;
}

async function fill(db: Database, tenant: TenantContext, passages: number): Promise<void> {
  const { tenantId } = tenant;
  const agentId = newId("agent");
  await tenantBatch(db, tenant, () => [
    sql`insert into agent (tenant_id, id, settings, embedding_model) values (${tenantId}, ${agentId}, '{}', 'm')`,
    sql`insert into source (tenant_id, id, agent_id, kind, name, status, input_key)
      values (${tenantId}, 'src', ${agentId}, 'documents', 's', 'ready', 'k')`,
    sql`insert into document (tenant_id, id, source_id, agent_id, external_id, title, content_hash)
      values (${tenantId}, 'doc', 'src', ${agentId}, 'x', 't', 'h')`,
  ]);
  for (let from = 1; from <= passages; from += PASSAGES_PER_BATCH) {
    const to = Math.min(passages, from + PASSAGES_PER_BATCH - 1);
    await tenantBatch(db, tenant, () => [
      sql`insert into chunk (tenant_id, id, document_id, source_id, agent_id, position, text)
        select ${tenantId}, 'chk_' || n, 'doc', 'src', ${agentId}, n, repeat('a passage of words ', 60) from generate_series(${from}::int, ${to}::int) n`,
      sql`insert into chunk_index (tenant_id, agent_id, chunk_id, document_id, embedding_model, words, grams, embedding)
        select ${tenantId}, ${agentId}, 'chk_' || n, 'doc', 'm',
          ('{' || (n % 900 + 1) || ':1,' || (n % 900 + 901) || ':1}/536870912')::sparsevec,
          ('{' || (n % 700 + 1) || ':1,' || (n % 700 + 701) || ':1}/536870912')::sparsevec,
          (select array_agg(sin(n * 12.9898 + d * 78.233))::vector(512) from generate_series(1, ${DIMS}::int) d)
        from generate_series(${from}::int, ${to}::int) n`,
    ]);
  }
}
