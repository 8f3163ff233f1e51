// Documents cite paths of this repository in backticks or links; a path that no longer exists fails the check.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { listFiles, root } from "./lib.mjs";

const documents = [
  join(root, "README.md"),
  ...listFiles(["docs", "db", "workers", "dashboard", "widget", "site/src"]).filter((file) => /\.mdx?$/.test(file)),
];
const TOP = "(?:db|workers|dashboard|widget|site|scripts|design|docs|e2e)";
const CITED = new RegExp(`\`(${TOP}/[\\w./-]+)\`|\\]\\((?!https?:|#|/)([^)#\\s]+)`, "g");

const missing = [];
for (const document of documents.filter((file) => existsSync(file))) {
  for (const [, path, link] of readFileSync(document, "utf8").matchAll(CITED)) {
    const target = path === undefined ? join(dirname(document), link) : join(root, path);
    if (!existsSync(target)) missing.push(`${relative(root, document)} cites ${path ?? link}, which does not exist`);
  }
}
for (const line of missing) console.error(line);
process.exitCode = missing.length === 0 ? 0 : 1;
