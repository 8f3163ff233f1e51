import { fold } from "@netvexa/ai/lexical/fold";
import { loadStemmer } from "@netvexa/ai/lexical/stemmer";
import { stopWordsOf } from "@netvexa/ai/lexical/stop-words";
import { termId } from "@netvexa/ai/lexical/term-id";
import { type Token, tokenize } from "@netvexa/ai/lexical/tokenize";
import { weakWordsOf } from "./weak-words.ts";

/** A word as the search index counts it. */
export interface Term {
  readonly id: number;
  /** Shapes a sentence and says nothing of its subject. */
  readonly isStopWord: boolean;
  /** Tells little of it, such as "get" or "many". */
  readonly isWeak: boolean;
}

/** Stemmed words of a text in reading order, with the ids of the search index; pairs of signs where no spaces are written. */
export type ReadTerms = (text: string) => Term[];

const SPACELESS_CLUSTERS = 2;
const readers = new Map<string, Promise<ReadTerms>>();

/** The reader of a BCP 47 tag; only its language counts. */
export function loadTerms(locale: string): Promise<ReadTerms> {
  const language = locale.split("-", 1)[0]?.toLowerCase() ?? "";
  const known = readers.get(language);
  if (known) return known;
  const loading = createReader(language);
  loading.catch(() => readers.delete(language));
  readers.set(language, loading);
  return loading;
}

async function createReader(language: string): Promise<ReadTerms> {
  const stem = await loadStemmer(language);
  const stopWords = stopWordsOf(language);
  const weakWords = weakWordsOf(language);
  const termsOf = (token: Token): Term[] => {
    if (token.kind === "word") {
      const { lower } = token;
      return [{ id: termId(fold(stem(lower))), isStopWord: stopWords.has(lower), isWeak: weakWords.has(lower) }];
    }
    return pairsOf(token.clusters).map((pair) => ({ id: termId(pair), isStopWord: false, isWeak: false }));
  };
  return (text) => tokenize(text, language).flatMap(termsOf);
}

function pairsOf(clusters: readonly string[]): string[] {
  if (clusters.length <= SPACELESS_CLUSTERS) return [clusters.join("")];
  return clusters
    .slice(0, 1 - SPACELESS_CLUSTERS)
    .map((_, start) => clusters.slice(start, start + SPACELESS_CLUSTERS).join(""));
}

/** The distinct content words of a text; all of its words if it has no others. */
export function contentTerms(terms: readonly Term[]): Set<number> {
  const content = terms.filter((term) => !term.isStopWord);
  return new Set((content.length > 0 ? content : terms).map((term) => term.id));
}
