import { ownName } from "@netvexa/db/placement/place";
import { urlOf, withSession } from "../../testing/open-session.ts";
import { insertSample, isTenantTable, type TableFacts } from "../../testing/tenant-catalogue.ts";
import { addFinding, type Ledger } from "../ledger.ts";
import type { Side, World } from "../world/side.ts";
import { everyTable } from "./every-table.ts";
import { mutationsOf, readPolicies } from "./mutations.ts";
import { deniedTo, NOBODY, OURS, type Place, probesOf, strangersOf, THEIRS } from "./probes.ts";
import { readTables, runProbes, type Stage, type TableCounts } from "./stage.ts";
import { failedProbes, prepareProbes } from "./try-probes.ts";

const CONTROL = "netvexa_control";

/** Every verb on every table, on each level, and then each rule broken once. Nothing of it stays. */
export async function tryTables(databaseUrl: string, world: World, ledger: Ledger): Promise<TableCounts> {
  const places = await Promise.all(
    [...world.own, ...world.foreign].map(async (side) => ({ side, ...(await placeOf(databaseUrl, side)) })),
  );
  const counts: TableCounts = {
    tables: await everyTable([databaseUrl, ...places.map(({ url }) => url)]),
    tried: new Set(),
    mutations: 0,
    mutationProbes: 0,
    noticedByBehaviour: 0,
    noticedByCatalogue: 0,
    unnoticed: [],
  };
  const roles = new Set([CONTROL, ...places.map(({ place }) => place.role)]);
  for (const { side, url, place } of places) {
    const elsewhere = [...roles].filter((role) => role !== place.role);
    await withSession(url, async (query) => {
      await query("begin");
      const stage = { ledger, counts, query, url, level: side.level, place, elsewhere };
      // What is theirs alone, in a place of their own, is reached for and left as it is.
      if (side.name === "A") await tryPlace(stage);
      else if (side.level !== "shared") await tryTheirs(stage);
      await query("rollback");
    });
  }
  return counts;
}

async function placeOf(databaseUrl: string, { level, tenantId }: Side): Promise<{ url: string; place: Place }> {
  const name = await ownName(tenantId);
  if (level === "schema") return { url: databaseUrl, place: { role: name, schema: name } };
  const url = level === "database" ? urlOf(databaseUrl, name) : databaseUrl;
  return { url, place: { role: "netvexa_runtime", schema: "public" } };
}

async function tryPlace(stage: Stage): Promise<void> {
  const { query, place } = stage;
  const all = await readTables(query, place.schema);
  const tables = all.filter(isTenantTable);
  await prepareProbes(query, place);
  await query("set local session_replication_role = replica");
  for (const table of tables) {
    // The third belongs to nobody, as a fault in a migration might leave it.
    for (const tenantId of [OURS, THEIRS, ""]) await query(insertSample(table, tenantId));
  }
  if (place.schema !== "public") {
    // Otherwise the gate in front of the policies would turn them away first.
    const settle = "insert into public.tenant_placement (id, kind, ref) values ($1, 'schema', $3), ($2, 'schema', $3)";
    await query(settle, [OURS, NOBODY, place.schema]);
  }
  await query("set local session_replication_role = origin");
  for (const table of tables) {
    await tryTable(stage, table);
    for (const mutation of mutationsOf(table, place.schema)) await breakOnce(stage, table, mutation);
  }
  await tryControlTables(stage, all);
}

/** By the roles of elsewhere, and by strangers where the role is the same in every database. */
async function tryTheirs(stage: Stage): Promise<void> {
  const { query, place, elsewhere } = stage;
  const all = await readTables(query, place.schema);
  await prepareProbes(query, place);
  for (const table of all.filter(isTenantTable)) {
    const denied = elsewhere.flatMap((role) => deniedTo(role, table, place.schema));
    // A schema of its own has a gate in front of its policies, which turns strangers away before any rule of rows.
    const strangers = place.schema === "public" ? strangersOf(table, place) : [];
    await runProbes(stage, table, [...strangers, ...denied]);
  }
  await tryControlTables(stage, all);
}

async function tryTable(stage: Stage, table: TableFacts): Promise<void> {
  const { place, elsewhere, ledger, level } = stage;
  const denied = elsewhere.flatMap((role) => deniedTo(role, table, place.schema));
  await runProbes(stage, table, [...probesOf(table, place), ...denied]);
  for (const what of readPolicies(table)) addFinding(ledger, "table", `${table.name} of ${level}`, what);
}

/** What holds no rows of tenants is the control plane's, and closed to every role that works for a tenant. */
async function tryControlTables(stage: Stage, all: readonly TableFacts[]): Promise<void> {
  const { place, elsewhere } = stage;
  const roles = [place.role, ...elsewhere.filter((role) => role !== CONTROL)];
  for (const table of all.filter((one) => !isTenantTable(one))) {
    const probes = roles.flatMap((role) => deniedTo(role, table, place.schema));
    await runProbes(stage, table, probes);
  }
}

async function breakOnce(
  { counts, query, level, place }: Stage,
  table: TableFacts,
  { what, sql }: { what: string; sql: string },
): Promise<void> {
  await query("savepoint unbroken");
  await query(sql);
  const probes = probesOf(table, place);
  counts.mutationProbes += probes.length;
  const isFelt = (await failedProbes(query, probes)).length > 0;
  const [broken] = await readTables(query, place.schema, table.name);
  const isSeen = broken === undefined || readPolicies(broken).length > 0;
  await query("rollback to savepoint unbroken");
  counts.mutations += 1;
  if (isFelt) counts.noticedByBehaviour += 1;
  else if (isSeen) counts.noticedByCatalogue += 1;
  else counts.unnoticed.push(`${level} ${table.name}: ${what}`);
}
