import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

function codeOf(attempt: () => unknown): string {
  try {
    attempt();
    return "allowed";
  } catch (error) {
    return String((error as { code?: unknown }).code);
  }
}

/** A parser that reports what it could reach. */
process.once("message", () => {
  const report = {
    secrets: Object.keys(process.env).filter((name) => /^(?:AWS|DATABASE|AI|HOME|PATH)/.test(name)),
    write: codeOf(() => writeFileSync(join(tmpdir(), "netvexa-prying-parser"), "x")),
    spawn: codeOf(() => spawnSync("true")),
  };
  process.send?.({ ok: true, document: { text: JSON.stringify(report), format: "plain" } });
});
