import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../main.ts", import.meta.url));

interface MoverRun {
  /** Steps that the mover has named. */
  readonly steps: readonly string[];
  readonly isKilled: boolean;
  readonly output: string;
}

/**
 * Runs the command line as an operator does, in a process of its own. `killAt` names the step at which the process is
 * killed, `delayMs` after it began.
 */
export async function runTenantCli(
  args: readonly string[],
  {
    stateDir,
    env = {},
    killAt,
  }: {
    stateDir: string;
    env?: Record<string, string>;
    killAt?: { step: string; delayMs: number };
  },
): Promise<MoverRun> {
  const child = spawn(process.execPath, [CLI, ...args, "--state", stateDir], {
    env: { ...process.env, DATABASE_URL: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const steps: string[] = [];
  const output: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => output.push(line));
  createInterface({ input: child.stderr }).on("line", (line) => {
    steps.push(line);
    output.push(line);
    if (line === killAt?.step) setTimeout(() => child.kill("SIGKILL"), killAt.delayMs);
  });
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  const isKilled = signal === "SIGKILL";
  if (code !== 0 && !isKilled) throw new Error(`the command failed:\n${output.join("\n")}`);
  return { steps, isKilled, output: output.join("\n") };
}
