// Builds everything the Worker serves into dist/: worker/ (modules), assets/ (site, dashboard, widget, API page).
// Each part is built again only when something it reads has changed; `--force` builds all.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { headersFile } from "./asset-headers.mjs";
import { hashFiles, root, runTool } from "./lib.mjs";

const partsDir = join(root, "dist", "parts");
const stampsFile = join(root, "dist", "stamps.json");
const BUILD_SCRIPTS = ["package-lock.json", "scripts/build.mjs", "tsconfig.base.json"];

const parts = {
  worker: {
    reads: ["workers/contract/src", "workers/ai/src", "workers/edge/src", "db/src", "scripts/build-worker.mjs"],
    build: async (out) => (await import("./build-worker.mjs")).buildWorker(out),
  },
  widget: {
    reads: ["widget/src", "widget/build.mjs", "workers/contract/src"],
    build: async (out) => {
      const files = await (await import("../widget/build.mjs")).buildWidget(out);
      writeFileSync(join(partsDir, "widget-files.json"), JSON.stringify(files));
    },
  },
  dashboard: {
    reads: ["dashboard", "design", "workers/contract/src"],
    build: (out) => runOrThrow("vite", ["build", "dashboard", "--outDir", out, "--emptyOutDir", "--logLevel", "warn"]),
  },
  site: {
    reads: ["site", "design", "docs", "workers/contract/src", "README.md"],
    build: (out) => runOrThrow("astro", ["build", "--root", "site", "--outDir", out, "--silent"]),
  },
};

async function runOrThrow(command, args) {
  const { code, output } = await runTool(command, args, { env: { ASTRO_TELEMETRY_DISABLED: "1" } });
  if (code !== 0) throw new Error(`${command} ${args[0]} failed:\n${output}`);
}

function readStamps() {
  return existsSync(stampsFile) ? JSON.parse(readFileSync(stampsFile, "utf8")) : {};
}

function assembleAssets() {
  const assets = join(root, "dist", "assets");
  rmSync(assets, { recursive: true, force: true });
  mkdirSync(assets, { recursive: true });
  cpSync(join(partsDir, "site"), assets, { recursive: true });
  cpSync(join(partsDir, "dashboard"), join(assets, "app"), { recursive: true });
  cpSync(join(partsDir, "widget"), assets, { recursive: true });
  const apiPage = join(root, "node_modules", "@scalar", "api-reference", "dist", "browser", "standalone.js");
  mkdirSync(join(assets, "docs"), { recursive: true });
  cpSync(apiPage, join(assets, "docs", "scalar.js"));
  writeFileSync(join(assets, "_headers"), headersFile());
  rmSync(join(root, "dist", "worker"), { recursive: true, force: true });
  cpSync(join(partsDir, "worker"), join(root, "dist", "worker"), { recursive: true });
}

/** Builds what is stale and resolves with the names of the parts that were built. */
export async function build({ force = false, log = console.log } = {}) {
  const stamps = readStamps();
  const built = [];
  for (const [name, part] of Object.entries(parts)) {
    const out = join(partsDir, name);
    const stamp = hashFiles([...part.reads, ...BUILD_SCRIPTS]);
    if (!force && stamps[name] === stamp && existsSync(out)) continue;
    const startedAt = performance.now();
    rmSync(out, { recursive: true, force: true });
    mkdirSync(out, { recursive: true });
    await part.build(out);
    stamps[name] = stamp;
    built.push(name);
    log(`built ${name} in ${Math.round(performance.now() - startedAt)} ms`);
  }
  const assembly = hashFiles([...BUILD_SCRIPTS, "scripts/asset-headers.mjs"]);
  if (built.length > 0 || stamps.assembly !== assembly || !existsSync(join(root, "dist", "assets"))) {
    assembleAssets();
    stamps.assembly = assembly;
    writeFileSync(stampsFile, JSON.stringify(stamps, null, 2));
  }
  return built;
}

if (import.meta.filename === process.argv[1]) {
  await build({ force: process.argv.includes("--force") }).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
