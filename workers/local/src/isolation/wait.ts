import { setTimeout as pause } from "node:timers/promises";

const STEP_MS = 100;

/** Looks again until there is something, and says what was awaited if it never comes. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined>,
  { timeoutMs = 60_000 } = {},
): Promise<T> {
  const endAt = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > endAt) throw new Error(`waited in vain for ${what}`);
    await pause(STEP_MS);
  }
}
