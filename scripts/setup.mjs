// Runs before `npm start` and `npm test` under whatever Node is installed (>= 20), so it may import nothing
// but Node itself: installs packages when they are absent or stale, and finds or installs Chromium.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampFile = join(root, "node_modules", ".netvexa-lock");

function fail(message) {
  console.error(`\nNETVEXA cannot start: ${message}`);
  process.exit(1);
}

function run(command, args, env = process.env) {
  // Everything is said on standard error: the command that follows may print JSON.
  return spawnSync(command, args, { cwd: root, stdio: ["inherit", process.stderr, process.stderr], env }).status === 0;
}

function runNpm(args) {
  const npmScript = process.env.npm_execpath;
  return npmScript?.endsWith(".js") ? run(process.execPath, [npmScript, ...args]) : run("npm", args);
}

function lockHash() {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}

function installPackages() {
  const wanted = lockHash();
  const found = existsSync(stampFile) ? readFileSync(stampFile, "utf8") : "";
  if (found === wanted) return;
  console.error(found === "" ? "Installing packages (the first time only)…" : "Packages changed; installing…");
  // Not `npm ci`: it refuses a lock file without the other platforms' optional packages, which mirrors may not carry.
  if (!runNpm(["install", "--no-save", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"])) {
    fail("`npm install` failed; its message is above.");
  }
  writeFileSync(stampFile, wanted);
}

function checkNode() {
  const node = join(root, "node_modules", ".bin", "node");
  const version = existsSync(node) ? spawnSync(node, ["--version"], { encoding: "utf8" }).stdout.trim() : "";
  if (!version.startsWith("v24.")) {
    fail(
      `Node 24 should have come with the packages, found ${version || "none"}. If npm blocks install scripts here, run:\n  npm install-scripts approve node && npm rebuild node`,
    );
  }
}

function findChromium() {
  const candidates = [
    process.env.CHROMIUM_PATH,
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
  ];
  return candidates.find((path) => path !== undefined && existsSync(path));
}

function installChromium() {
  if (findChromium() !== undefined) return;
  const canInstall = process.platform === "linux" && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  if (!canInstall) {
    fail(
      "the browser tests need Chromium. Install it (Debian: `sudo apt-get install chromium`) or point CHROMIUM_PATH at an installed one.",
    );
  }
  console.error("Installing Chromium for the browser tests…");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", ["update", "-qq"], env);
  if (!run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], env)) {
    fail("`apt-get install chromium` failed; its message is above.");
  }
}

if (Number(process.versions.node.split(".")[0]) < 20) fail(`Node 20 or newer is needed, this is ${process.version}.`);
installPackages();
checkNode();
if (process.argv.includes("--browser")) installChromium();
