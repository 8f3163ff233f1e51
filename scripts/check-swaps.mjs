// The variables that swap a twin stand in README.md, in docs/architecture.md and in the code that reads them: one list
// in three places, so a difference fails the check.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SWAP_VARIABLES } from "../workers/local/src/start/options.ts";
import { root } from "./lib.mjs";

const DOCUMENTS = ["README.md", "docs/architecture.md"];
const HEADING = "## Swapping a twin for the real thing";

/** The rows of the section's table. */
function tableOf(document) {
  const [, section = ""] = readFileSync(join(root, document), "utf8").split(`${HEADING}\n`);
  return section
    .split("\n## ")[0]
    .split("\n")
    .filter((line) => line.startsWith("| `"));
}

const faults = [];
const tables = DOCUMENTS.map(tableOf);
for (const [at, rows] of tables.entries()) {
  const named = rows.flatMap((row) => [...row.split(" | ")[0].matchAll(/`([A-Z0-9_]+)`/g)].map(([, name]) => name));
  for (const name of SWAP_VARIABLES) if (!named.includes(name)) faults.push(`${DOCUMENTS[at]} does not name ${name}`);
  for (const name of named) {
    if (!SWAP_VARIABLES.includes(name)) faults.push(`${DOCUMENTS[at]} names ${name}, which npm start does not read`);
  }
}
const [readme, architecture] = tables;
if (readme.join("\n") !== architecture.join("\n")) faults.push(`${DOCUMENTS.join(" and ")} differ in their tables`);
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
