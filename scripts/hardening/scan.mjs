// Finds which tests carry the id of a case in their titles.
import { readFileSync } from "node:fs";

const ID = /\bO-\d\d\b/g;

/** `[{ id, file, line, title }]` of every title in the text that names a case. */
function findClaims(file, text) {
  const claims = [];
  text.split("\n").forEach((content, index) => {
    if (/^\s*(\/\/|\*|\/\*)/.test(content)) return;
    for (const [, , title] of content.matchAll(/(["'`])((?:(?!\1).)*\bO-\d\d\b(?:(?!\1).)*)\1/g)) {
      for (const [id] of title.matchAll(ID))
        claims.push({ id, file, line: index + 1, title: title.replaceAll(/\bO-\d\d\b\s*/g, "").trim() });
    }
  });
  return claims;
}

export function readClaims(files, nameOf) {
  return files.flatMap((file) => findClaims(nameOf(file), readFileSync(file, "utf8")));
}

/** What is known of each case: `covered`, `partly` (tests and what they leave out), `open` with a reason, or `unknown`. */
export function judge(cases, claims) {
  const ids = new Set(cases.map(({ id }) => id));
  const strays = claims.filter(({ id }) => !ids.has(id));
  const judged = cases.map((one) => {
    const tests = claims.filter(({ id }) => id === one.id);
    const state = tests.length > 0 ? (one.open ? "partly" : "covered") : one.open ? "open" : "unknown";
    return { ...one, tests, state };
  });
  return { judged, strays };
}
