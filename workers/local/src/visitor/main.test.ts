import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { newId } from "@netvexa/contract/ids";
import { describe, expect, it } from "vitest";

/** Against an address where nothing listens. */
function visitor(args: string[]) {
  const env = { ...process.env, NETVEXA_URL: "http://127.0.0.1:9", NETVEXA_TOKEN: "token" };
  const { status, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, "main.ts"), ...args], {
    env,
    encoding: "utf8",
  });
  return { status, stderr };
}

describe("npm run visitor", () => {
  it.each([
    [[]],
    [["forget"]],
    [["export", "--visitor"]],
    [["export", "--visitor", "ada"]],
    [["erase", "--visitor", newId("visitor")]],
    [["rotate-keys", "--now"]],
    [["--help"]],
  ])("explains itself to whoever calls it as %j", (args) => {
    const { status, stderr } = visitor(args);
    expect([status, stderr]).toEqual([2, expect.stringContaining("npm run visitor -- export --visitor vis_…")]);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it("says in a line that nothing answers", () => {
    const { status, stderr } = visitor(["erase", "--visitor", newId("visitor"), "--yes"]);
    expect([status, stderr.trim().split("\n")]).toEqual([1, [expect.stringMatching(/does not answer at/)]]);
  });
});
