const FIRST_MS = 500;
const CEILING_MS = 30_000;

/** Wait before attempt number `attempt` (from 0): doubles up to a ceiling, half of it by chance. */
export function backoffMs(attempt: number, random: () => number): number {
  const wait = Math.min(CEILING_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
  return wait / 2 + (random() * wait) / 2;
}
