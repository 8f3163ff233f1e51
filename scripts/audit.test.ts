import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { newId } from "@netvexa/contract/ids";
import { describe, expect, it } from "vitest";

function audit(args: string[], databaseUrl = "postgresql://nobody@127.0.0.1:9/none") {
  const env = { ...process.env, DATABASE_URL: databaseUrl };
  const { status, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, "audit.mjs"), ...args], {
    env,
    encoding: "utf8",
  });
  return { status, stderr };
}

describe("npm run audit", () => {
  it.each([
    [[]],
    [["check"]],
    [["verify", "all"]],
    [["verify", "--tenant"]],
    [["verify", "--tenant", "nope"]],
    [["verify", "--all"]],
    [["--help"]],
  ])("explains itself to whoever calls it as %j", (args) => {
    const { status, stderr } = audit(args);
    expect([status, stderr]).toEqual([2, expect.stringContaining("npm run audit -- verify [--tenant ten_…]")]);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it("says in a line that the database does not answer", () => {
    const { status, stderr } = audit(["verify", "--tenant", newId("tenant")]);
    expect([status, stderr.trim().split("\n")]).toEqual([1, [expect.stringContaining("ECONNREFUSED")]]);
  });
});
