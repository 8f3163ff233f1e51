import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { endLeftovers } from "./leftovers.ts";

/** A process that waits for ever and whose command line bears `name`. */
async function spawnNamed(name: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["-e", "console.log(1);setInterval(()=>{},1e6)", name]);
  await once(child.stdout ?? child, "data");
  return child;
}

function writeDevFile(pids: { start: number; workerd: number }): string {
  const file = join(mkdtempSync(join(tmpdir(), "netvexa-")), "dev.json");
  writeFileSync(file, JSON.stringify({ pids }));
  return file;
}

const NOBODY = 2 ** 22 + 1;

it.runIf(process.platform === "linux")("ends the workerd of a start that was killed", async () => {
  const orphan = await spawnNamed("workerd");
  const ended = once(orphan, "exit");
  await endLeftovers(writeDevFile({ start: NOBODY, workerd: orphan.pid ?? 0 }));
  expect((await ended)[1]).toBe("SIGKILL");
});

it.runIf(process.platform === "linux")("leaves a running product and strangers alone", async () => {
  const starter = await spawnNamed("start.ts");
  const workerd = await spawnNamed("workerd");
  const stranger = await spawnNamed("editor");
  await endLeftovers(writeDevFile({ start: starter.pid ?? 0, workerd: workerd.pid ?? 0 }));
  await endLeftovers(writeDevFile({ start: NOBODY, workerd: stranger.pid ?? 0 }));
  await endLeftovers("/nowhere/dev.json");
  for (const child of [starter, workerd, stranger]) {
    expect(child.signalCode).toBeNull();
    child.kill();
  }
});
