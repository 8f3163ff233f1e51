import type { Query } from "../../testing/open-session.ts";
import { catalogueQuery, parseCatalogue, type TableFacts } from "../../testing/tenant-catalogue.ts";
import { addFinding, countCall, countControl, type Ledger } from "../ledger.ts";
import type { Level } from "../world/side.ts";
import { tableName } from "./every-table.ts";
import type { Place, Probe } from "./probes.ts";
import { failedProbes } from "./try-probes.ts";

export interface TableCounts {
  /** Those of every database of the world, and those of them that were tried with every verb. */
  tables: readonly string[];
  tried: Set<string>;
  mutations: number;
  /** Statements run while a rule was broken: they show that a break is felt, and reach for nobody. */
  mutationProbes: number;
  noticedByBehaviour: number;
  /** By the comparison with the catalogue alone: nobody could have used the hole. */
  noticedByCatalogue: number;
  unnoticed: string[];
}

export interface Stage {
  ledger: Ledger;
  counts: TableCounts;
  query: Query;
  url: string;
  level: Level;
  place: Place;
  /** Roles of elsewhere that must not reach what is here. */
  elsewhere: readonly string[];
}

const VERBS = 4;

export async function readTables(query: Query, schema: string, table?: string): Promise<TableFacts[]> {
  const { text, values } = catalogueQuery(schema, table);
  return parseCatalogue((await query<{ facts: string }>(text, values)).map(({ facts }) => facts));
}

/** Counts a table as tried only if each verb was tried on it across tenants. */
export async function runProbes(stage: Stage, { name }: TableFacts, probes: readonly Probe[]): Promise<void> {
  const { ledger, counts, query, url, level, place } = stage;
  const across = probes.filter(({ isOwn }) => isOwn !== true);
  for (const { isOwn } of probes) {
    if (isOwn) countControl(ledger);
    else countCall(ledger, "table", level);
  }
  const failed = await failedProbes(query, probes);
  ledger.canaries += failed.length;
  for (const what of failed) addFinding(ledger, "table", `${name} of ${level}`, what);
  const verbs = new Set(across.map(({ statement }) => statement.split(" ")[0]));
  if (verbs.size === VERBS) counts.tried.add(tableName(url, place.schema, name));
}
