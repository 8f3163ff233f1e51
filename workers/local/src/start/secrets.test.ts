import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { loadSecrets } from "./secrets.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "netvexa-secrets-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

it("makes secrets once, each of its own", () => {
  const secrets = loadSecrets(dir);
  expect(new Set(Object.values(secrets)).size).toBe(Object.keys(secrets).length);
  expect(loadSecrets(dir)).toEqual(secrets);
});

it("adds the secret that a state from before lacks, and keeps it", () => {
  const old = { AUTH_SECRET: "a", ACCESS_TOKEN_SECRET: "b", VISITOR_TOKEN_SECRET: "c" };
  writeFileSync(join(dir, "secrets.json"), JSON.stringify(old));
  const secrets = loadSecrets(dir);
  expect(secrets).toMatchObject(old);
  expect(JSON.parse(readFileSync(join(dir, "secrets.json"), "utf8"))).toEqual(secrets);
  expect(loadSecrets(dir)).toEqual(secrets);
});
