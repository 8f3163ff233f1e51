// `npm run verify`: everything that can be said about the code without running it. All checks run even if one fails.
import { runTool } from "./lib.mjs";

const checks = [
  ["lint", "biome", ["check", "--error-on-warnings", "."]],
  ["types", "tsc", ["-b"]],
  [
    "boundaries",
    "depcruise",
    ["--config", ".dependency-cruiser.cjs", "db", "workers", "dashboard", "widget", "site/src"],
  ],
  ["dead code", "knip", ["--no-progress"]],
  ["doc references", "node", ["scripts/check-docs.mjs"]],
  ["dependency floor", "node", ["scripts/check-floor.mjs"]],
  ["swapped twins", "node", ["scripts/check-swaps.mjs"]],
  ["openapi.json", "node", ["scripts/openapi.mjs", "--check"]],
];

const startedAt = performance.now();
let failed = 0;
const run = async ([name, command, args]) => {
  const begunAt = performance.now();
  const { code, output } = await runTool(command, args);
  const seconds = ((performance.now() - begunAt) / 1000).toFixed(1);
  console.log(`${code === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)`);
  if (code !== 0) {
    failed += 1;
    console.log(output);
  }
};
for (let index = 0; index < checks.length; index += 2) await Promise.all(checks.slice(index, index + 2).map(run));
console.log(`verify took ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
process.exitCode = failed === 0 ? 0 : 1;
