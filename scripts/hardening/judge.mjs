/**
 * What is known of each case: `covered`, `partly` (tests and what they leave out), `open` with a reason, or `unknown`.
 * After a run also `failed`, `skipped` (none of its tests ran to an end) and `not run`.
 */
export function judge(cases, claims) {
  const ids = new Set(cases.map(({ id }) => id));
  const strays = claims.filter(({ id }) => !ids.has(id));
  const judged = cases.map((one) => {
    const tests = claims.filter(({ id }) => id === one.id);
    return { ...one, tests, state: stateOf(one, tests) };
  });
  return { judged, strays };
}

function stateOf({ open }, tests) {
  if (tests.length === 0) return open ? "open" : "unknown";
  const counts = (key) => tests.some(({ run }) => run?.[key] > 0);
  if (counts("failed")) return "failed";
  if (counts("passed") || tests.every(({ run }) => run === undefined)) return open ? "partly" : "covered";
  return counts("skipped") ? "skipped" : "not run";
}

/** What to say behind a test's title; nothing where it simply passed. */
export function remarkOn({ run }) {
  if (run === undefined) return "";
  const { passed, failed, skipped } = run;
  if (failed > 0) return " (FAILED)";
  if (skipped > 0) return passed > 0 ? ` (${skipped} of ${passed + skipped} skipped here)` : " (skipped here)";
  return passed > 0 ? "" : " (not run)";
}
