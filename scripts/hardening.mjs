// `npm run hardening [-- --json]`: lists each case of the catalogue as covered by its tests, partly, or open with the
// reason. Fails if a case is neither, or a test names a case that does not exist.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { judge, readClaims } from "./hardening/scan.mjs";
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
const { judged, strays } = judge(
  cases,
  readClaims(files, (file) => relative(root, file)),
);

const count = (state) => judged.filter((one) => one.state === state).length;
if (process.argv.includes("--json")) {
  console.log(JSON.stringify({ cases: judged, strays }, null, 2));
} else {
  for (const { id, title, state, open, tests } of judged) {
    console.log(`${id}  ${state.padEnd(7)}  ${title}`);
    for (const test of tests) console.log(`               ${test.file}:${test.line}: ${test.title}`);
    if (open) console.log(`               open: ${open}`);
  }
  for (const { id, file, line } of strays) console.log(`${file}:${line} names ${id}, which is no case`);
  console.log(
    `${count("covered")} covered, ${count("partly")} partly, ${count("open")} open, ${count("unknown")} without test or reason`,
  );
}
process.exitCode = count("unknown") + strays.length === 0 ? 0 : 1;
