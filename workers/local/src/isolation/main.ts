import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readBuild } from "./build.ts";
import { isClean, runIsolation } from "./run.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "..");
const REPORT = join("site", "src", "data", "isolation-report.json");

const USAGE = "npm run isolation -- [--json] [--seed TEXT]";

function readOptions() {
  try {
    return parseArgs({ options: { json: { type: "boolean", default: false }, seed: { type: "string" } } }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}

async function main(): Promise<void> {
  const values = readOptions();
  if (values === undefined) return;
  const onStep = (what: string) => console.error(what);
  const build = readBuild(ROOT, REPORT);
  const report = await runIsolation({ rootDir: ROOT, onStep, ...(values.seed === undefined ? {} : values) });
  const after = readBuild(ROOT, REPORT);
  // What was read while it ran may be of either, so the figures are of neither.
  if (after !== build) throw new Error(`the code has changed during the run, from ${build} to ${after}`);
  const full = { at: new Date().toISOString(), build, ...report };
  const file = join(ROOT, REPORT);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(full, null, 2)}\n`);
  const { findings, missed, unnoticed, ...figures } = full;
  console.log(values.json ? JSON.stringify(figures) : figures);
  // Apart from the figures, so that whoever reads those reads them alone.
  for (const { surface, where, what } of findings) console.error(`${surface}  ${where}: ${what}`);
  for (const name of missed) console.error(`not covered: ${name}`);
  for (const what of unnoticed) console.error(`not noticed: ${what}`);
  process.exitCode = isClean(report) ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
