// Writes openapi.json at the root from the routes; with `--check` only compares, and fails if they differ.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createApp } from "../workers/edge/src/http/app.ts";
import { describeApi } from "../workers/edge/src/http/openapi.ts";
import { root } from "./lib.mjs";

const PUBLIC_URL = "http://localhost:8000";
const file = join(root, "openapi.json");

const app = createApp({
  servicesOf: () => {
    throw new Error("nothing is served here");
  },
  log: () => undefined,
});
const text = `${JSON.stringify(describeApi(app, PUBLIC_URL), null, 2)}\n`;

if (!process.argv.includes("--check")) {
  writeFileSync(file, text);
  console.log(`wrote ${file}`);
} else if (readFileSync(file, "utf8") !== text) {
  console.error("openapi.json differs from the routes; run `npm run openapi`.");
  process.exitCode = 1;
}
