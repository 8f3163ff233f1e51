import type { Citation } from "@netvexa/contract/answer";
import { citationOf } from "./citation.ts";
import type { Passage } from "./passage.ts";
import type { SafeTextRules } from "./safe-step.ts";
import { readSentences } from "./sentences.ts";
import { contentTerms, type ReadTerms } from "./terms.ts";

const MARK = /\[(\d+)\]/gu;
const ADDRESS = /(?:https?:\/\/|www\.)[^\s<>"'`()[\]{}|\\]+/giu;

/** What a model may point at: the passages that it was given and the addresses that stand in them. */
export function rulesFor(passages: readonly Passage[]): SafeTextRules {
  const numbers = new Set(passages.map(({ n }) => n));
  const urls = new Set(
    passages.flatMap(({ url, text }) => [
      ...(url === undefined ? [] : [url]),
      ...(text.match(ADDRESS) ?? []).map((found) => found.replace(/[.,;:!?*_~]+$/u, "")),
    ]),
  );
  return { isKnownMark: (n) => numbers.has(n), isKnownUrl: (url) => urls.has(url) };
}

/** The citations of a finished text: one for each number that it bears, quoting what best supports its first use. */
export function citationsOf(
  text: string,
  { passages, locale, read }: { passages: readonly Passage[]; locale: string; read: ReadTerms },
): Citation[] {
  const claims = new Map<number, string>();
  for (const match of text.matchAll(MARK)) {
    const n = Number(match[1]);
    if (!claims.has(n)) claims.set(n, claimBefore(text, match.index));
  }
  return passages
    .filter(({ n }) => claims.has(n))
    .map((passage) => citationOf(passage, [bestSpan(passage, claims.get(passage.n) ?? "", { locale, read })]))
    .sort((a, b) => a.n - b.n);
}

/** The sentence that a mark stands behind, or in. */
function claimBefore(text: string, end: number): string {
  const before = text.slice(0, end).replace(MARK, "").trimEnd();
  const start = Math.max(...[". ", "! ", "? ", "\n"].map((stop) => before.lastIndexOf(stop, before.length - 2)));
  return before.slice(start + 1);
}

function bestSpan(passage: Passage, claim: string, { locale, read }: { locale: string; read: ReadTerms }) {
  const wanted = contentTerms(read(claim));
  let best = { start: 0, end: passage.text.length };
  let bestScore = -1;
  for (const sentence of readSentences(passage.text, locale)) {
    const terms = contentTerms(read(passage.text.slice(sentence.start, sentence.end)));
    const shared = [...wanted].filter((term) => terms.has(term)).length;
    // Among equals the shorter sentence is more to the point.
    const score = shared - terms.size / 1_000 - (sentence.kind === "heading" ? 0.5 : 0);
    if (score <= bestScore) continue;
    best = sentence;
    bestScore = score;
  }
  return best;
}
