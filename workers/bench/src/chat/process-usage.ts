import { readFile } from "node:fs/promises";

/** Of `sysconf(_SC_CLK_TCK)`, which is 100 on every Linux that Node runs on. */
const TICK_MS = 10;
const PAGE_BYTES = 4_096;

export interface ProcessUsage {
  /** User and system time since the process began. */
  readonly cpuMs: number;
  readonly residentMb: number;
}

/** Reads `/proc`; undefined where there is none, or no such process. */
export async function readUsage(pid: number | undefined): Promise<ProcessUsage | undefined> {
  if (pid === undefined) return undefined;
  try {
    return parseStat(await readFile(`/proc/${pid}/stat`, "utf8"));
  } catch {
    // Not Linux, or the process has gone: the figures are left out.
    return undefined;
  }
}

/** The name of a process is in brackets and may itself hold brackets and blanks; fields are counted after it. */
export function parseStat(stat: string): ProcessUsage {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const field = (number: number): number => Number(fields[number - 3] ?? Number.NaN);
  return {
    cpuMs: (field(14) + field(15)) * TICK_MS,
    residentMb: Math.round((field(24) * PAGE_BYTES) / 1024 / 1024),
  };
}
