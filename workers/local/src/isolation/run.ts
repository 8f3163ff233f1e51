import { readDeclared } from "./declared.ts";
import { controlHttp, tryHttp } from "./http/sweep-http.ts";
import { tryJobs } from "./jobs/try-jobs.ts";
import { coverageOf, type Finding, openLedger } from "./ledger.ts";
import { OBJECTS } from "./rooms/object-calls.ts";
import { tryRooms } from "./rooms/try-rooms.ts";
import { tryDoors } from "./sockets/try-doors.ts";
import { tryFrames } from "./sockets/try-frames.ts";
import { startSystem } from "./system.ts";
import { coveredTables } from "./tables/every-table.ts";
import type { TableCounts } from "./tables/stage.ts";
import { tryTables } from "./tables/try-tables.ts";
import { buildWorld } from "./world/build-world.ts";
import { LEVELS, type Level } from "./world/side.ts";

export interface RunOptions {
  rootDir: string;
  levels?: readonly Level[];
  seed?: string;
  onStep?: (what: string) => void;
}

export interface IsolationReport {
  /** Calls, frames, jobs and statements that name or reach for what is another tenant's. */
  calls: number;
  /** Uses of what is one's own, which must work. */
  controls: number;
  /** What was asked only to be compared with: unknown ids, own deleted ones, requests that name nobody. */
  comparisons: number;
  /** Words, ids and rows of another tenant that were seen or touched. */
  canaries: number;
  /** Declared ways in that were tried and shown to work for their owner, in percent. */
  routesCovered: number;
  /** Tables of every level that were tried, in percent. */
  tablesCovered: number;
  /** Rules of the database that were broken on purpose. */
  mutations: number;
  mutationsNoticed: number;
  /** Statements run while a rule was broken. */
  mutationProbes: number;
  /** Felt by what somebody could do; the others are seen by comparing the catalogue alone. */
  noticedByBehaviour: number;
  noticedByCatalogue: number;
  callsBySurface: Record<string, number>;
  callsByLevel: Record<string, number>;
  /** Declared ways in, by surface. */
  ways: Record<string, number>;
  tables: number;
  missed: string[];
  unnoticed: string[];
  /** What is answered otherwise than it should, or not asked, by design and with its reason. */
  exceptions: string[];
  findings: Finding[];
  seconds: number;
}

/** Whether everything that was to be tried was tried, and nothing was found. */
export function isClean({ canaries, findings, missed, unnoticed, routesCovered, tablesCovered }: IsolationReport) {
  const isComplete = routesCovered === 100 && tablesCovered === 100;
  return isComplete && canaries + findings.length + missed.length + unnoticed.length === 0;
}

/** Builds the mirror world in a product of its own and tries every way from one tenant to another. */
export async function runIsolation(options: RunOptions): Promise<IsolationReport> {
  const { rootDir, levels = LEVELS, seed = "netvexa", onStep = () => undefined } = options;
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 1_000);
  const step = (what: string) => onStep(`${seconds()} s  ${what}`);
  const ledger = openLedger();
  const declared = await readDeclared(rootDir);
  step("starting the product");
  const system = await startSystem(rootDir);
  try {
    step(`building two tenants on each level: ${levels.join(", ")}`);
    const world = await buildWorld(system, levels, seed);
    const watch = { hidden: world.foreign.flatMap(({ unnamed }) => unnamed) };
    const run = { system, world, ledger, watch, declared };
    step("calling every route");
    await tryHttp(run);
    step("sending every frame");
    await tryFrames(run);
    await tryDoors(run);
    step("asking every room");
    await tryRooms(run);
    step("running every job");
    await tryJobs(run);
    step("trying every table, and breaking every rule once");
    const tables = await tryTables(system.settings.DATABASE_URL ?? "", world, ledger);
    step("using every route as its owner");
    await controlHttp(run);
    step("done");
    const counts = countsOf(ledger, declared);
    const { missedTables, ...figures } = figuresOf(tables);
    return {
      ...counts,
      ...figures,
      missed: [...counts.missed, ...missedTables],
      findings: ledger.findings,
      seconds: seconds(),
    };
  } finally {
    await system.close();
  }
}

function countsOf(ledger: ReturnType<typeof openLedger>, declared: Awaited<ReturnType<typeof readDeclared>>) {
  const covered = coverageOf(
    ledger,
    declared.map(({ surface, name }) => (surface === "http" ? name : `${surface} ${name}`)),
  );
  return {
    calls: Object.values(ledger.calls).reduce((sum, count) => sum + count, 0),
    controls: ledger.controls,
    comparisons: ledger.comparisons,
    canaries: ledger.canaries,
    routesCovered: covered.percent,
    missed: covered.missed,
    exceptions: [...ledger.exceptions].sort(),
    callsBySurface: ledger.calls,
    callsByLevel: ledger.callsByLevel,
    ways: countWays(declared),
  };
}

/** As calls are counted: every object of the Worker is asked from one surface. */
function countWays(declared: Awaited<ReturnType<typeof readDeclared>>): Record<string, number> {
  const ways: Record<string, number> = {};
  for (const { surface } of declared) {
    const counted = surface in OBJECTS ? "room" : surface;
    ways[counted] = (ways[counted] ?? 0) + 1;
  }
  return ways;
}

function figuresOf({ tables, tried, noticedByBehaviour, noticedByCatalogue, ...counts }: TableCounts) {
  const { percent, missed } = coveredTables(tables, tried);
  return {
    ...counts,
    tablesCovered: percent,
    tables: tables.length,
    missedTables: missed,
    mutationsNoticed: noticedByBehaviour + noticedByCatalogue,
    noticedByBehaviour,
    noticedByCatalogue,
  };
}
