import { existsSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

interface Pids {
  start?: number;
  workerd?: number;
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

/**
 * Ends the workerd of an earlier start that was killed before it could clean up: it would still hold the
 * port. One whose starter lives is somebody's running product and is left alone.
 */
export async function endLeftovers(devFile: string): Promise<void> {
  if (!existsSync(devFile)) return;
  const { pids = {} } = JSON.parse(readFileSync(devFile, "utf8")) as { pids?: Pids };
  const isStarterAlive = pids.start !== undefined && commandOf(pids.start).includes("start.ts");
  if (isStarterAlive || pids.workerd === undefined || !commandOf(pids.workerd).includes("workerd")) return;
  process.kill(pids.workerd, "SIGKILL");
  while (commandOf(pids.workerd) !== "") await wait(10);
}
