// Fails when a package that is installed is older than the first one without a known hole. The database's own floor is
// checked by the running product (`db/src/soundness.ts`).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./lib.mjs";

/** Each with the workspace that brings it, the first sound version, and what is wrong below it. */
const FLOOR = [
  ["hono", "workers/edge", "4.11.4", "tokens signed with a public key (CVE-2026-22817, CVE-2026-22818)"],
  ["drizzle-orm", "db", "0.45.2", "names that end a statement (CVE-2026-39356)"],
  ["@electric-sql/pglite-pgvector", "workers/local", "0.0.15", "pgvector below 0.8.3 can corrupt an index"],
];

function installed(name, workspace) {
  for (const place of [join(root, workspace), root]) {
    try {
      return JSON.parse(readFileSync(join(place, "node_modules", name, "package.json"), "utf8")).version;
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
  }
  return undefined;
}

function isBelow(version, floor) {
  const parts = (text) => text.split("-")[0].split(".").map(Number);
  const [have, want] = [parts(version), parts(floor)];
  const at = want.findIndex((part, index) => part !== (have[index] ?? 0));
  return at >= 0 && (have[at] ?? 0) < want[at];
}

let faults = 0;
for (const [name, workspace, floor, why] of FLOOR) {
  const version = installed(name, workspace);
  if (version !== undefined && !isBelow(version, floor)) continue;
  faults += 1;
  console.log(`${name} ${version ?? "is not installed"}: at least ${floor} is needed: ${why}`);
}
process.exitCode = faults === 0 ? 0 : 1;
