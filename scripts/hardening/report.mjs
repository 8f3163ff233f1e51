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
  return claims.map((claim) => {
    const run = { passed: 0, failed: 0, skipped: 0 };
    const result = results.get(claim.file);
    const matches = patternOf(claim.title);
    for (const { ancestorTitles, title, status } of result?.assertionResults ?? []) {
      if (![...ancestorTitles, title].some((one) => matches.test(one))) continue;
      if (status === "passed" || status === "failed") run[status] += 1;
      else run[isBroken(result) ? "failed" : "skipped"] += 1;
    }
    return { ...claim, run };
  });
}

/** A file that failed although none of its tests did: a hook threw, and the tests show as skipped. */
function isBroken({ status, assertionResults }) {
  return status === "failed" && assertionResults.every((test) => test.status !== "failed");
}

/** A row of `each` may put anything in the place of `%s` or `$name`. */
function patternOf(title) {
  const words = title.split(/%[a-zA-Z]|\$[\w.]+/).map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${words.join("[^]*")}$`);
}
