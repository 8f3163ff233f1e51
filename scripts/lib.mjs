import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const binDir = join(root, "node_modules", ".bin");

/** Runs a program of node_modules/.bin (or `node`) and resolves with its exit code and joined output. */
export function runTool(command, args, { env = {}, inherit = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, PATH: `${binDir}:${process.env.PATH}`, ...env },
      stdio: inherit ? "inherit" : ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout?.on("data", (data) => {
      output += data;
    });
    child.stderr?.on("data", (data) => {
      output += data;
    });
    child.on("error", (error) => resolve({ code: 1, output: `${output}${error.message}` }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

const IGNORED = new Set(["node_modules", "dist", ".types", ".astro", ".local", ".git", "testing", "test"]);

/** Every file below the given paths (relative to the root), sorted; tests and generated folders left out. */
export function listFiles(paths) {
  const files = [];
  const visit = (path) => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (IGNORED.has(entry.name) || entry.name.includes(".test.")) continue;
      const full = join(path, entry.name);
      if (entry.isDirectory()) visit(full);
      else files.push(full);
    }
  };
  for (const path of paths) {
    const full = join(root, path);
    if (!existsSync(full)) continue;
    if (path.includes(".")) files.push(full);
    else visit(full);
  }
  return files.sort();
}

/** One hash over names and contents, so that a part is built again only when something it reads has changed. */
export function hashFiles(paths) {
  const hash = createHash("sha256");
  for (const file of listFiles(paths)) hash.update(relative(root, file)).update("\0").update(readFileSync(file));
  return hash.digest("hex");
}
