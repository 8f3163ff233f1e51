import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { sql } from "drizzle-orm";
import { isUnknownDatabase } from "../batch.ts";
import { type Database, type Driver, driverOf } from "../client.ts";
import { controlBatch } from "../control.ts";
import { type Migration, migrate } from "../migrate.ts";
import { driverAt } from "./find-home.ts";
import { isOwnName, type Placement } from "./place.ts";
import { firstDatabase, runAsControl, runAsLogin, runAsOwner } from "./tenant-copy.ts";

export interface PlacementMigration {
  readonly tenantId: Id<"tenant">;
  readonly kind: string;
  /** What kept the place from its new version; it keeps the old one, and the others go on. */
  readonly problem: string | null;
}

/** Brings every place outside of the shared tables to the version of those, and notes it in the ledger. */
export async function migratePlacements(db: Database, migrations: readonly Migration[]): Promise<PlacementMigration[]> {
  const version =
    migrations
      .map(({ name }) => name)
      .toSorted()
      .at(-1) ?? "";
  const [places] = await controlBatch(db, () => [
    sql<{ id: Id<"tenant">; kind: "schema" | "database"; ref: string }>`
      select id, kind, ref from tenant_placement where kind in ('schema', 'database') order by id`,
  ]);
  const report: PlacementMigration[] = [];
  for (const { id, kind, ref } of places) {
    const problem = await problemOf(async () =>
      kind === "schema" ? alignSchema(db, id, ref) : migrateDatabase(await driverAt(db, id, { kind, ref }), migrations),
    );
    report.push({ tenantId: id, kind, problem });
    await controlBatch(db, () => [
      sql`update tenant_placement set problem = ${problem},
        schema_version = case when ${problem}::text is null then ${version} else schema_version end where id = ${id}`,
    ]);
  }
  return report;
}

/**
 * Brings the database of a placement up to date, and makes it if it is one beside the first. Throws `conflict` for one
 * on another server that holds another tenant: an own database is nobody else's.
 */
export async function prepareDatabase(
  db: Database,
  { tenantId, place }: { tenantId: Id<"tenant">; place: Extract<Placement, { kind: "database" }> },
  migrations: readonly Migration[],
): Promise<void> {
  const driver = await driverAt(db, tenantId, place);
  if (!isOwnName(place.ref)) {
    await migrateDatabase(driver, migrations);
    return refuseShared(driver, tenantId);
  }
  try {
    await migrateDatabase(driver, migrations);
  } catch (error) {
    if (!isUnknownDatabase(error)) throw error;
    await driverOf(db).withConnection((connection) =>
      connection.execute(sql`create database ${sql.identifier(place.ref)}`),
    );
    await migrateDatabase(driver, migrations);
  }
}

async function refuseShared(driver: Driver, tenantId: Id<"tenant">): Promise<void> {
  const [others = []] = await runAsControl(driver, [
    sql`select id from tenant where id <> ${tenantId}
      union all select id from tenant_placement where id <> ${tenantId} and kind <> 'elsewhere' limit 1`,
  ]);
  if (others.length > 0) throw new ServiceError("conflict", { detail: "That database holds another tenant already." });
}

/** Tables first, then the rows that migrations changed. */
async function alignSchema(db: Database, tenantId: Id<"tenant">, schema: string): Promise<void> {
  await runAsLogin(driverOf(db), [sql`select public.align_tenant_schema(${schema})`]);
  await runAsOwner(firstDatabase(db, tenantId), [sql`select public.repeat_row_changes(${tenantId})`]);
}

async function migrateDatabase(driver: Driver, migrations: readonly Migration[]): Promise<void> {
  await driver.withConnection((connection) =>
    migrate(migrations, async (text) => (await connection.execute(sql.raw(text))).rows ?? []),
  );
}

async function problemOf(work: () => Promise<void>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
