import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readBuild } from "./build.ts";

let folder: string;
const git = (...words: string[]) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@netvexa.test", ...words], {
    cwd: folder,
    stdio: "pipe",
  });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "netvexa-build-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("the build is the commit, marked if anything but the report differs from it", async () => {
  expect(readBuild(folder, "report.json")).toBe("unknown");
  git("init", "--quiet");
  await writeFile(join(folder, "code.ts"), "one");
  git("add", ".");
  git("commit", "--quiet", "--message", "one");
  await writeFile(join(folder, "report.json"), "{}");
  const commit = readBuild(folder, "report.json");
  expect(commit).toMatch(/^[0-9a-f]{7,}$/);
  await writeFile(join(folder, "code.ts"), "two");
  expect(readBuild(folder, "report.json")).toBe(`${commit}-dirty`);
});
