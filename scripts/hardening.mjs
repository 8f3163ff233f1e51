// `npm run hardening [-- --json]`: lists each case of the catalogue as covered by its tests, partly, or open with the
// reason. Fails if a case is neither, a test of it failed in the last `npm test`, or a test names a case that does not
// exist.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { judge, remarkOn } from "./hardening/judge.mjs";
import { joinReport, readReport } from "./hardening/report.mjs";
import { findClaims } from "./hardening/titles.mjs";
import { root } from "./lib.mjs";

const SKIPPED = new Set(["node_modules", "dist", ".types", ".astro", ".local", ".git"]);

function testFiles(dir) {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return testFiles(path);
    return entry.name.endsWith(".test.ts") || entry.name.endsWith(".test.tsx") ? [path] : [];
  });
}

const cases = JSON.parse(readFileSync(join(root, "scripts", "hardening", "cases.json"), "utf8"));
const files = ["db", "workers", "dashboard", "widget", "e2e", "scripts"].flatMap((dir) => testFiles(join(root, dir)));
const nameOf = (file) => relative(root, file);
const claims = files.flatMap((file) => findClaims(nameOf(file), readFileSync(file, "utf8")));
const report = readReport(join(root, ".local", "test-report.json"));
const { judged, strays } = judge(cases, report === undefined ? claims : joinReport(claims, report, nameOf));

const wordsOf = ({ title }) => title.replaceAll(/\bO-\d\d\b\s*/g, "").trim();
const count = (state) => judged.filter((one) => one.state === state).length;
if (process.argv.includes("--json")) {
  console.log(JSON.stringify({ reportedAt: report?.startTime ?? null, cases: judged, strays }, null, 2));
} else {
  const startedAt = report && new Date(report.startTime).toISOString();
  console.log(report ? `with the test run of ${startedAt}` : "no report of a test run: titles only");
  for (const { id, title, state, open, tests } of judged) {
    console.log(`${id}  ${state.padEnd(7)}  ${title}`);
    for (const test of tests)
      console.log(`               ${test.file}:${test.line}: ${wordsOf(test)}${remarkOn(test)}`);
    if (open) console.log(`               open: ${open}`);
  }
  for (const { id, file, line } of strays) console.log(`${file}:${line} names ${id}, which is no case`);
  const rest = ["failed", "skipped", "not run"].filter((state) => count(state) > 0);
  const counts = ["covered", "partly", "open", ...rest].map((state) => `${count(state)} ${state}`);
  console.log(`${counts.join(", ")}, ${count("unknown")} without test or reason`);
}
process.exitCode = count("unknown") + count("failed") + strays.length === 0 ? 0 : 1;
