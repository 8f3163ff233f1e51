import { migrate } from "@netvexa/db/migrate";
import { createPgliteBackend } from "../postgres/pglite/pglite-backend.ts";
import { readMigrations } from "../postgres/read-migrations.ts";
import { insertSample, isTenantTable, readCatalogue } from "../testing/tenant-catalogue.ts";
import { type Mutation, mutationsOf } from "./mutations.ts";
import { type Finding, OURS, readPolicies, runProbes, THEIRS } from "./probes.ts";

const DATABASE = "isolation";

export interface IsolationReport {
  /** Statements tried across the border. */
  calls: number;
  /** How often something of another tenant was read or touched. */
  canaries: number;
  /** HTTP routes that this run called: none, it looks at the database alone. */
  routesCovered: number;
  tablesCovered: number;
  mutations: number;
  mutationsNoticed: number;
  findings: Finding[];
  unnoticed: string[];
}

/** Tries every verb on every table of a new database across tenants, then breaks each policy once and looks again. */
export async function runIsolation(migrationsDir: string): Promise<IsolationReport> {
  const backend = createPgliteBackend({});
  try {
    await backend.createDatabase(DATABASE);
    const migrations = await readMigrations(migrationsDir);
    await backend.withSession(DATABASE, (execute) => migrate(migrations, execute));
    const tables = (await readCatalogue(backend, DATABASE)).filter(isTenantTable);
    const rows = tables.flatMap((table) => [insertSample(table, OURS), insertSample(table, THEIRS)]);
    await backend.withSession(DATABASE, (execute) =>
      execute(`set session_replication_role = replica; ${rows.join("; ")}; reset session_replication_role`),
    );
    const report = emptyReport();
    for (const table of tables) {
      const { calls, findings } = await runProbes(backend, DATABASE, table);
      report.calls += calls;
      report.canaries += findings.length;
      report.findings.push(...findings, ...readPolicies(table));
      report.tablesCovered += 1;
    }
    for (const mutation of tables.flatMap(mutationsOf)) {
      report.mutations += 1;
      if (await isNoticed(mutation)) report.mutationsNoticed += 1;
      else report.unnoticed.push(`${mutation.table}: ${mutation.what}`);
    }
    return report;
  } finally {
    await backend.close();
  }

  async function isNoticed({ table: name, sql }: Mutation): Promise<boolean> {
    await backend.withSession(DATABASE, (execute) => execute(sql));
    const table = (await readCatalogue(backend, DATABASE)).find((one) => one.name === name);
    if (table === undefined) throw new Error(`the table ${name} is gone`);
    const { findings } = await runProbes(backend, DATABASE, table);
    await backend.withSession(DATABASE, (execute) => execute("select secure_tables()"));
    return findings.length + readPolicies(table).length > 0;
  }
}

function emptyReport(): IsolationReport {
  const counts = { calls: 0, canaries: 0, routesCovered: 0, tablesCovered: 0, mutations: 0, mutationsNoticed: 0 };
  return { ...counts, findings: [], unnoticed: [] };
}
