import type { Id } from "@netvexa/contract/ids";
import { type SQL, sql } from "drizzle-orm";
import { runBatch } from "../batch.ts";
import { type Database, type Driver, driverOf } from "../client.ts";
import { driverAt } from "./find-home.ts";
import { nameWithin, type Placement, schemaOf } from "./place.ts";

/** A tenant's rows in one place, as the owner of the tables sees them. */
export interface TenantCopy {
  readonly driver: Driver;
  readonly tenantId: Id<"tenant">;
  readonly schema: string;
  /** What its own database calls the place. */
  readonly name: string;
  /** In the first database, which keeps the control plane. */
  readonly isInFirst: boolean;
}

export async function copyAt(db: Database, tenantId: Id<"tenant">, place: Placement): Promise<TenantCopy> {
  return {
    driver: await driverAt(db, tenantId, place),
    tenantId,
    schema: schemaOf(place),
    name: nameWithin(place),
    isInFirst: place.kind !== "database",
  };
}

/** Each is a transaction's first statement. Rows are compared as text, so nothing may depend on the server's own settings. */
function stepDown({ tenantId, schema }: TenantCopy, isCopying: boolean): SQL {
  const path = `"${schema}", public`;
  return sql`select set_config('role', 'netvexa_migrator', true), set_config('app.tenant_id', ${tenantId}, true),
    set_config('search_path', ${path}, true), set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, MDY', true),
    set_config('intervalstyle', 'postgres', true), set_config('extra_float_digits', '1', true),
    set_config('bytea_output', 'hex', true), set_config('app.is_copying', ${isCopying ? "on" : "off"}, true)`;
}

/** One transaction as the owner of the tables, who is under row security too. */
export async function runAsOwner<Row>(copy: TenantCopy, statements: readonly SQL<Row>[]): Promise<Row[][]> {
  return (await runBatch(copy.driver, [stepDown(copy, false)], () => statements)) as Row[][];
}

/** As `runAsOwner`, into a copy that nobody uses yet. Fails with `NV003` for a run that was overtaken or has arrived. */
export async function fillCopy(copy: TenantCopy, run: string, statements: readonly SQL[]): Promise<void> {
  await runBatch(
    copy.driver,
    [stepDown(copy, true), sql`select public.fill_copy(${copy.name}, ${run})`],
    () => statements,
  );
}

/**
 * As `runAsOwner`, for a copy that was left or never used. Fails with `NV003` if the tenant lives there, or a later run
 * has been there.
 */
export async function clearCopy(copy: TenantCopy, run: string, statements: readonly SQL[]): Promise<void> {
  const mayClear = sql`select public.clear_copy(${copy.name}, ${run})`;
  await runBatch(copy.driver, [stepDown(copy, true), mayClear], () => statements);
}

/** As `clearCopy`, with the rights of whoever connects. */
export async function clearAsLogin(copy: TenantCopy, run: string, statements: readonly SQL[]): Promise<void> {
  await runBatch(
    copy.driver,
    [
      sql`select set_config('app.tenant_id', ${copy.tenantId}, true)`,
      sql`select public.clear_copy(${copy.name}, ${run})`,
    ],
    () => statements,
  );
}

/** As whoever connects, for what takes more rights than owning the tables. */
export async function runAsLogin<Row>(driver: Driver, statements: readonly SQL<Row>[]): Promise<Row[][]> {
  return (await runBatch(driver, [], () => statements)) as Row[][];
}

export async function runAsControl<Row>(driver: Driver, statements: readonly SQL<Row>[]): Promise<Row[][]> {
  return (await runBatch(
    driver,
    [sql`select set_config('role', 'netvexa_control', true)`],
    () => statements,
  )) as Row[][];
}

/** The first database, which keeps the control plane, as its owner sees it for this tenant. */
export function firstDatabase(db: Database, tenantId: Id<"tenant">): TenantCopy {
  return { driver: driverOf(db), tenantId, schema: "public", name: "shared:", isInFirst: true };
}
