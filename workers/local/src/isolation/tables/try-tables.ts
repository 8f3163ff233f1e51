import { ownName } from "@netvexa/db/placement/place";
import { type Query, urlOf, withSession } from "../../testing/open-session.ts";
import {
  catalogueQuery,
  insertSample,
  isTenantTable,
  parseCatalogue,
  type TableFacts,
} from "../../testing/tenant-catalogue.ts";
import { addFinding, countCall, type Ledger } from "../ledger.ts";
import type { Level, Side, World } from "../world/side.ts";
import { mutationsOf, readPolicies } from "./mutations.ts";
import { deniedTo, NOBODY, OURS, type Place, probesOf, THEIRS } from "./probes.ts";
import { failedProbes, prepareProbes } from "./try-probes.ts";

export interface TableCounts {
  /** Tables of all levels, and those of them that were tried. */
  tables: number;
  tried: number;
  mutations: number;
  noticedByBehaviour: number;
  /** By the comparison with the catalogue alone: nobody could have used the hole. */
  noticedByCatalogue: number;
  unnoticed: string[];
}

interface Stage {
  ledger: Ledger;
  counts: TableCounts;
  query: Query;
  level: Level;
  place: Place;
  /** Roles and tables of elsewhere that must not reach each other. */
  elsewhere: readonly string[];
}

/** Every verb on every table, on each level, and then each rule broken once. Nothing of it stays. */
export async function tryTables(databaseUrl: string, world: World, ledger: Ledger): Promise<TableCounts> {
  const counts = { tables: 0, tried: 0, mutations: 0, noticedByBehaviour: 0, noticedByCatalogue: 0, unnoticed: [] };
  for (const side of world.own) {
    const { url, place } = await placeOf(databaseUrl, side);
    const elsewhere = await rolesElsewhere(world, place);
    await withSession(url, async (query) => {
      await query("begin");
      await tryPlace({ ledger, counts, query, level: side.level, place, elsewhere });
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

async function rolesElsewhere({ foreign }: World, place: Place): Promise<string[]> {
  const others = foreign.filter(({ level }) => level === "schema").map(({ tenantId }) => ownName(tenantId));
  return ["netvexa_runtime", "netvexa_control", ...(await Promise.all(others))].filter((role) => role !== place.role);
}

async function tryPlace(stage: Stage): Promise<void> {
  const { query, place } = stage;
  const all = await readTables(query, place.schema);
  const tables = all.filter(isTenantTable);
  stage.counts.tables += all.length;
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
  for (const table of all.filter((one) => !isTenantTable(one))) await tryControlTable(stage, table);
}

async function readTables(query: Query, schema: string, table?: string): Promise<TableFacts[]> {
  const { text, values } = catalogueQuery(schema, table);
  return parseCatalogue((await query<{ facts: string }>(text, values)).map(({ facts }) => facts));
}

async function tryTable({ ledger, counts, query, level, place, elsewhere }: Stage, table: TableFacts): Promise<void> {
  const qualified = `"${place.schema}".${table.name}`;
  const isOpen = (role: string) => table.grants.includes(`${role}:SELECT`);
  const strangers = elsewhere.filter((role) => !isOpen(role)).map((role) => deniedTo(role, qualified));
  const probes = [...probesOf(table, place), ...strangers];
  for (let call = 0; call < probes.length; call += 1) countCall(ledger, "table", level);
  const failed = await failedProbes(query, probes);
  ledger.canaries += failed.length;
  for (const what of [...failed, ...readPolicies(table)])
    addFinding(ledger, "table", `${table.name} of ${level}`, what);
  counts.tried += 1;
}

/** What holds no rows of tenants is the control plane's, and closed to the role that works for tenants. */
async function tryControlTable({ ledger, counts, query, level, place }: Stage, { name }: TableFacts): Promise<void> {
  countCall(ledger, "table", level);
  const failed = await failedProbes(query, [deniedTo(place.role, `"${place.schema}"."${name}"`)]);
  ledger.canaries += failed.length;
  for (const what of failed) addFinding(ledger, "table", `${name} of ${level}`, what);
  counts.tried += 1;
}

async function breakOnce(
  { ledger, counts, query, level, place }: Stage,
  table: TableFacts,
  { what, sql }: { what: string; sql: string },
): Promise<void> {
  await query("savepoint unbroken");
  await query(sql);
  const probes = probesOf(table, place);
  for (let call = 0; call < probes.length; call += 1) countCall(ledger, "table", level);
  const isFelt = (await failedProbes(query, probes)).length > 0;
  const [broken] = await readTables(query, place.schema, table.name);
  const isSeen = broken === undefined || readPolicies(broken).length > 0;
  await query("rollback to savepoint unbroken");
  counts.mutations += 1;
  if (isFelt) counts.noticedByBehaviour += 1;
  else if (isSeen) counts.noticedByCatalogue += 1;
  else counts.unnoticed.push(`${level} ${table.name}: ${what}`);
}
