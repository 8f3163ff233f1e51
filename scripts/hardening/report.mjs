// Joins the titles with what the last `npm test` made of them.
import { existsSync, readFileSync } from "node:fs";

/** The report in Vitest's JSON format; undefined if there was no run, or it was stopped while writing. */
export function readReport(path) {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** Adds to each claim how many of its tests passed, failed and were skipped. */
export function joinReport(claims, report, nameOf) {
  const results = new Map(report.testResults.map((result) => [nameOf(result.name), result]));
  return claims.map((claim) => ({ ...claim, run: countTests(claim, results.get(claim.file)) }));
}

function countTests({ title }, { status = "", assertionResults = [] } = {}) {
  const pattern = patternOf(title);
  const own = assertionResults.filter((test) => [...test.ancestorTitles, test.title].some((one) => pattern.test(one)));
  const count = (outcome) => own.filter((test) => test.status === outcome).length;
  const [passed, failed] = [count("passed"), count("failed")];
  // A hook threw, which shows as skipped tests, or the file could not be read, which shows as none.
  const isBroken = status === "failed" && assertionResults.every((test) => test.status !== "failed");
  if (isBroken && passed === 0) return { passed, failed: Math.max(own.length, 1), skipped: 0 };
  return { passed, failed, skipped: own.length - passed - failed };
}

/** A row of `each` may put anything in the place of `%s` or `$name`. */
function patternOf(title) {
  const words = title.split(/%[a-zA-Z]|\$[\w.]+/).map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${words.join("[^]*")}$`);
}
