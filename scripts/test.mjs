// `npm test`: static checks, a build, then every test. Ends with one line `N passed, N failed`.
// `npm test -- <vitest arguments>` runs only the tests and passes the arguments on.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { root, runTool } from "./lib.mjs";

const extra = process.argv.slice(2);
// Processes that tests start again and again, the mover and the Lambda among them, read their modules compiled.
process.env.NODE_COMPILE_CACHE ??= join(root, "node_modules", ".cache", "node");
const report = join(root, ".local", "test-report.json");
mkdirSync(join(root, ".local"), { recursive: true });
rmSync(report, { force: true });

async function step(name, work) {
  const startedAt = performance.now();
  const isOk = await work();
  console.log(`${name}: ${isOk ? "ok" : "FAILED"} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  return isOk;
}

async function runVerify() {
  const { code } = await runTool("node", ["scripts/verify.mjs"], { inherit: true });
  return code === 0;
}

async function runTests() {
  await build();
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...extra];
  const { code } = await runTool("vitest", args, { inherit: true });
  return code === 0;
}

let isOk = extra.length > 0 || (await step("verify", runVerify));
isOk = (await step("tests", runTests)) && isOk;
try {
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, "utf8"));
  console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
} catch {
  isOk = false;
  console.log("0 passed, 1 failed");
}
process.exitCode = isOk ? 0 : 1;
