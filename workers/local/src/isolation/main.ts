import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runIsolation } from "./run.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "..");
const REPORT = join(ROOT, "site", "src", "data", "isolation-report.json");

function readBuild(): string {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: ROOT, encoding: "utf8" }).trim();
  } catch {
    // A copy without its history has no build to name.
    return "unknown";
  }
}

const report = await runIsolation(join(ROOT, "db", "migrations"));
mkdirSync(dirname(REPORT), { recursive: true });
const full = { at: new Date().toISOString(), build: readBuild(), level: "shared", ...report };
writeFileSync(REPORT, `${JSON.stringify(full, null, 2)}\n`);

const { findings, unnoticed, ...counts } = report;
if (process.argv.includes("--json")) {
  console.log(JSON.stringify(counts));
} else {
  console.log(counts);
  for (const { table, what } of findings) console.log(`${table}: ${what}`);
  for (const what of unnoticed) console.log(`not noticed: ${what}`);
}
process.exitCode = findings.length + unnoticed.length === 0 ? 0 : 1;
