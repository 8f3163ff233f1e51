import { fold, lowerCase } from "./fold.ts";

/** Longer runs are no words of any language; they are cut so that stemming stays linear. */
const MAX_WORD_UNITS = 64;

const SPACELESS_CLASS =
  "\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}";
const RUN = /[\p{L}\p{M}\p{N}]+/gu;
const SPACELESS = new RegExp(`[${SPACELESS_CLASS}]`, "u");
const SPACELESS_PARTS = new RegExp(`[${SPACELESS_CLASS}\\p{M}]+|[^${SPACELESS_CLASS}\\p{M}]+`, "gu");
const IDEOGRAPHIC = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{Script=Hangul}]/u;
const CASE_STEP = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})/u;
/** A base character with its marks: what a reader takes for one letter. */
const CLUSTER = /\P{M}\p{M}*|\p{M}+/gu;

export interface WordToken {
  readonly kind: "word";
  readonly lower: string;
  readonly folded: string;
  /** Lower-cased parts of a camel-case name; empty for all other words. */
  readonly parts: readonly string[];
}

/** Text of a script that writes no spaces between words (Hangul too: its words carry particles). */
export interface RunToken {
  readonly kind: "run";
  readonly clusters: readonly string[];
  /** Clusters that make a word, roughly. */
  readonly wordClusters: number;
}

export type Token = WordToken | RunToken;

export function clustersOf(text: string): string[] {
  return text.match(CLUSTER) ?? [];
}

/** Runs of letters, marks and digits in reading order; everything else separates. Linear in the text. */
export function tokenize(text: string, language: string): Token[] {
  const tokens: Token[] = [];
  for (const run of text.normalize("NFKC").match(RUN) ?? []) {
    if (!SPACELESS.test(run)) {
      tokens.push(wordToken(run, language));
      continue;
    }
    for (const part of run.match(SPACELESS_PARTS) ?? []) {
      tokens.push(SPACELESS.test(part) ? runToken(part) : wordToken(part, language));
    }
  }
  return tokens;
}

function wordToken(run: string, language: string): WordToken {
  const word = run.slice(0, MAX_WORD_UNITS);
  const lower = lowerCase(word, language);
  const parts = CASE_STEP.test(word) ? word.split(CASE_STEP).map((part) => lowerCase(part, language)) : [];
  return { kind: "word", lower, folded: fold(lower), parts };
}

function runToken(part: string): RunToken {
  const clusters = clustersOf(part.toLowerCase());
  return { kind: "run", clusters, wordClusters: IDEOGRAPHIC.test(part) ? 2 : 3 };
}
