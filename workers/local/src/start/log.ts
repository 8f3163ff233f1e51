import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";

export interface Log {
  file: string;
  write(line: string): void;
}

/** The local log file; the terminal shows only what a person has to act on. */
export function openLog(stateDir: string): Log {
  mkdirSync(stateDir, { recursive: true });
  const file = join(stateDir, "netvexa.log");
  return { file, write: (line) => appendFileSync(file, line.endsWith("\n") ? line : `${line}\n`) };
}
