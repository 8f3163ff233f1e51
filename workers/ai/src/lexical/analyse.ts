import { fold } from "./fold.ts";
import { loadStemmer, type Stem } from "./stemmer.ts";
import { stopWordsOf } from "./stop-words.ts";
import { createTermCounter, type TermCounter, type TermFrequencies } from "./term-counter.ts";
import { termId } from "./term-id.ts";
import { clustersOf, type Token, tokenize, type WordToken } from "./tokenize.ts";

const FIELD_WEIGHTS = { title: 3, heading: 2, text: 1 } as const;
/** Beside its stem a word counts by its own form, and a name in camel case by its parts. */
const SURFACE_WEIGHT = 0.5;
const PART_WEIGHT = 0.5;
const STOP_WORD_WEIGHT = 0.3;
/** Grams reach over the space between words, which keeps some of the word order. */
const GRAM_CLUSTERS = 4;
const SPACELESS_GRAM_CLUSTERS = 2;

export interface Passage {
  readonly title?: string | undefined;
  readonly heading?: string | undefined;
  readonly text: string;
}

/** What the search index stores of a passage. */
export interface AnalysedText {
  readonly words: TermFrequencies;
  readonly grams: TermFrequencies;
}

export interface AnalysedQuery extends AnalysedText {
  /** The terms of `words` that stand for whole words of the question, each with its weight: what a passage should cover. */
  readonly content: ReadonlyMap<number, number>;
}

/** Pure and deterministic: the same text gives the same terms in every runtime. */
export interface Analyser {
  passage(passage: Passage): AnalysedText;
  /** The terms of `passage(…).words` alone, at a fraction of the cost. */
  wordTerms(passage: Passage): ReadonlySet<number>;
  query(text: string): AnalysedQuery;
}

interface Rules {
  readonly language: string;
  readonly stem: Stem;
  readonly stopWords: ReadonlySet<string>;
}

interface Counters {
  readonly words: TermCounter;
  /** Undefined where only words are asked for. */
  readonly grams: TermCounter | undefined;
}

const analysers = new Map<string, Promise<Analyser>>();

/** The analyser of a BCP 47 tag; only its language counts. Passages and questions of one agent must share it. */
export function loadAnalyser(locale: string): Promise<Analyser> {
  const language = locale.split("-", 1)[0]?.toLowerCase() ?? "";
  const known = analysers.get(language);
  if (known) return known;
  const loading = createAnalyser(language);
  loading.catch(() => analysers.delete(language));
  analysers.set(language, loading);
  return loading;
}

async function createAnalyser(language: string): Promise<Analyser> {
  const rules = { language, stem: await loadStemmer(language), stopWords: stopWordsOf(language) };
  return {
    passage: (passage) => analysePassage(rules, passage),
    wordTerms: (passage) => {
      const words = createTermCounter();
      countPassage(rules, passage, { words, grams: undefined });
      return words.terms();
    },
    query: (text) => analyseQuery(rules, text),
  };
}

function analysePassage(rules: Rules, passage: Passage): AnalysedText {
  const counters = { words: createTermCounter(), grams: createTermCounter() };
  countPassage(rules, passage, counters);
  return { words: counters.words.result(), grams: counters.grams.result() };
}

function countPassage(rules: Rules, passage: Passage, counters: Counters): void {
  const heading = passage.heading === passage.title ? "" : passage.heading;
  for (const [text, weight] of [
    [passage.title, FIELD_WEIGHTS.title],
    [heading, FIELD_WEIGHTS.heading],
    [passage.text, FIELD_WEIGHTS.text],
  ] as const) {
    if (text) countTokens(rules, tokenize(text, rules.language), counters, { field: weight, stopWord: 1 });
  }
}

function analyseQuery(rules: Rules, text: string): AnalysedQuery {
  const counters = { words: createTermCounter(), grams: createTermCounter() };
  const tokens = tokenize(text, rules.language);
  countTokens(rules, tokens, counters, { field: 1, stopWord: STOP_WORD_WEIGHT });
  const content = new Map<number, number>();
  for (const token of tokens) {
    if (token.kind === "word") content.set(termId(stemOf(rules, token.lower)), wordWeight(rules, token));
    else for (const gram of gramsOf(token.clusters, token.wordClusters)) content.set(termId(gram), 1);
  }
  return { words: counters.words.result(), grams: counters.grams.result(), content };

  function wordWeight({ stopWords }: Rules, token: WordToken): number {
    return stopWords.has(token.lower) ? STOP_WORD_WEIGHT : 1;
  }
}

function countTokens(
  rules: Rules,
  tokens: readonly Token[],
  counters: Counters,
  weights: { field: number; stopWord: number },
): void {
  const { words, grams } = counters;
  let spaced: string[] = [];
  const flush = () => {
    if (grams === undefined || spaced.length === 0) return;
    for (const gram of gramsOf(clustersOf(` ${spaced.join(" ")} `), GRAM_CLUSTERS)) {
      grams.add(gram, weights.field, weights.field);
    }
    spaced = [];
  };
  for (const token of tokens) {
    if (token.kind === "word") {
      spaced.push(token.folded);
      const weight = rules.stopWords.has(token.lower) ? weights.field * weights.stopWord : weights.field;
      countWord(rules, token, words, weight, weights.field);
      continue;
    }
    flush();
    for (const gram of gramsOf(token.clusters, token.wordClusters)) words.add(gram, weights.field, weights.field);
    if (grams === undefined) continue;
    for (const gram of gramsOf(token.clusters, SPACELESS_GRAM_CLUSTERS)) grams.add(gram, weights.field, weights.field);
  }
  flush();
}

function countWord(rules: Rules, token: WordToken, words: TermCounter, weight: number, length: number): void {
  words.add(stemOf(rules, token.lower), weight, length);
  words.add(`=${token.folded}`, weight * SURFACE_WEIGHT, 0);
  for (const part of token.parts) words.add(stemOf(rules, part), weight * PART_WEIGHT, 0);
}

function stemOf({ stem }: Rules, lower: string): string {
  return fold(stem(lower));
}

/** Overlapping runs of `size` clusters; a shorter text is one gram. */
function gramsOf(clusters: readonly string[], size: number): string[] {
  if (clusters.length <= size) return [clusters.join("")];
  const grams: string[] = [];
  for (let start = 0; start + size <= clusters.length; start += 1) {
    grams.push(clusters.slice(start, start + size).join(""));
  }
  return grams;
}
