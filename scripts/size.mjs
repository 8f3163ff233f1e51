// `npm run size`: builds, prints the shipped bytes of each part as JSON and fails when one passes its budget.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "./build.mjs";
import { root } from "./lib.mjs";

/** Largest brotli -11 bytes; `worker` is what a cold isolate evaluates before its first answer. */
const BUDGETS = { widget: 10_240, worker: 235_000 };

function measure(file) {
  const bytes = readFileSync(file);
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotli.length };
}

function measureAll(dir, names) {
  return Object.fromEntries(names.map((name) => [name, measure(join(dir, name))]));
}

function filesOf(dir, pattern) {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)));
}

/** The modules that `index.js` imports statically, itself included: what is loaded before the first request. */
function eagerModules(dir, entry = "index.js", seen = new Set()) {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  const source = readFileSync(join(dir, entry), "utf8");
  for (const [, name] of source.matchAll(/(?:from|^import|;import)\s*"\.\/([^"]+)"/g)) eagerModules(dir, name, seen);
  return seen;
}

const total = (part) => Object.values(part).reduce((sum, file) => sum + file.brotli, 0);

await build({ log: () => {} });
const parts = join(root, "dist", "parts");
const widgetFiles = JSON.parse(readFileSync(join(root, "dist", "parts", "widget-files.json"), "utf8"));
const workerDir = join(parts, "worker");
const eager = [...eagerModules(workerDir)];
const sizes = {
  widget: measureAll(join(parts, "widget"), widgetFiles.widget),
  widgetLazy: measureAll(join(parts, "widget"), widgetFiles.widgetLazy),
  dashboard: measureAll(join(parts, "dashboard"), filesOf(join(parts, "dashboard"), /\.(js|css|html)$/)),
  site: measureAll(join(parts, "site"), filesOf(join(parts, "site"), /\.(js|css|html)$/)),
  worker: measureAll(workerDir, eager),
  workerLazy: measureAll(
    workerDir,
    filesOf(workerDir, /\.js$/).filter((name) => !eager.includes(name)),
  ),
};
console.log(JSON.stringify(sizes, null, 2));
for (const [name, budget] of Object.entries(BUDGETS)) {
  const bytes = total(sizes[name]);
  console.error(`${name}: ${bytes} of ${budget} bytes brotli`);
  if (bytes > budget) process.exitCode = 1;
}
