import type { Id } from "@netvexa/contract/ids";
import { sql } from "drizzle-orm";
import { type Database, type Driver, driverOf } from "../client.ts";
import { controlBatch } from "../control.ts";
import { type Migration, migrate } from "../migrate.ts";
import { runAsLogin } from "./tenant-copy.ts";

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
    sql<{ id: Id<"tenant">; kind: string; ref: string }>`
      select id, kind, ref from tenant_placement where kind in ('schema', 'database') order by id`,
  ]);
  const report: PlacementMigration[] = [];
  for (const { id, kind, ref } of places) {
    const problem = await problemOf(() =>
      kind === "schema" ? alignSchema(db, ref) : migrateDatabase(driverOf(db).beside(ref), migrations),
    );
    report.push({ tenantId: id, kind, problem });
    await controlBatch(db, () => [
      sql`update tenant_placement set problem = ${problem},
        schema_version = case when ${problem}::text is null then ${version} else schema_version end where id = ${id}`,
    ]);
  }
  return report;
}

/** Makes a database beside the first one, unless it is there, and brings it up to date. */
export async function prepareDatabase(db: Database, name: string, migrations: readonly Migration[]): Promise<void> {
  const other = driverOf(db).beside(name);
  try {
    await migrateDatabase(other, migrations);
  } catch (error) {
    if ((error as { code?: unknown }).code !== "3D000") throw error;
    await driverOf(db).withConnection((connection) => connection.execute(sql`create database ${sql.identifier(name)}`));
    await migrateDatabase(other, migrations);
  }
}

async function alignSchema(db: Database, schema: string): Promise<void> {
  await runAsLogin(driverOf(db), [sql`select public.align_tenant_schema(${schema})`]);
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
