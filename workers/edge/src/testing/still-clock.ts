const AHEAD_MS = 24 * 60 * 60_000;

/**
 * Where a clock begins that only a test moves: ahead of the platform's. An alarm set by it is then never due by the
 * platform's own, which would otherwise fire it in the midst of another test, and without end: by the still clock the
 * next one is over as soon as it is set.
 */
export function startOfStillClock(): number {
  return Date.now() + AHEAD_MS;
}
