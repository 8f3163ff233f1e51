import type { FusionWeights, IndexedChunk, TermFrequencies } from "@netvexa/db/search/types";
import type { Corpus } from "./large-corpus.ts";

const [K1, B] = [1.2, 0.75];
const PIVOT = { words: 90, grams: 400 };

type Kind = "words" | "grams";
type Scores = readonly number[];

/**
 * What a search must find: every passage scored by textbook BM25, by letter grams and by cosine, in plain arithmetic over
 * the passages themselves. Nothing of the product's search is used.
 */
export function makeExactScan({ chunks }: Corpus) {
  const holders = { words: countHolders(chunks, "words"), grams: countHolders(chunks, "grams") };

  function bm25(kind: Kind, asked: TermFrequencies): Scores {
    return chunks.map(({ analysed }) => {
      const { terms, frequencies, length } = analysed[kind];
      return sum(asked.terms, (term, index) => {
        const at = terms.indexOf(term);
        if (at < 0) return 0;
        const held = holders[kind].get(term) ?? 0;
        const idf = Math.log(1 + (chunks.length - held + 0.5) / (held + 0.5));
        const frequency = frequencies[at] ?? 0;
        const impact = (frequency * (K1 + 1)) / (frequency + K1 * (1 - B + (B * length) / PIVOT[kind]));
        return (asked.frequencies[index] ?? 0) * idf * impact;
      });
    });
  }

  /** The ids of the best passages, best first. */
  return (query: ReturnType<Corpus["query"]>, fusion: FusionWeights, limit: number): string[] => {
    const words = spread(bm25("words", query.words));
    const grams = bm25("grams", query.grams);
    const mostGrams = Math.max(...grams);
    const vector = spread(
      chunks.map(({ embedding }) => sum([...embedding], (part, d) => part * (query.vector.embedding[d] ?? 0))),
    );
    const scored = chunks.map(({ chunkId }, n) => ({
      chunkId,
      score:
        fusion.words * (words[n] ?? 0) +
        fusion.grams * ((grams[n] ?? 0) / (mostGrams || 1)) +
        fusion.vector * (vector[n] ?? 0),
    }));
    return scored
      .toSorted((a, b) => b.score - a.score)
      .slice(0, limit)
      .map(({ chunkId }) => chunkId);
  };
}

function countHolders(chunks: readonly IndexedChunk[], kind: Kind): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { analysed } of chunks)
    for (const term of analysed[kind].terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

/** Scaled to [0, 1], from the least to the most. */
function spread(scores: Scores): Scores {
  const [low, high] = scores.reduce(([a, b], score) => [Math.min(a, score), Math.max(b, score)], [Infinity, -Infinity]);
  return scores.map((score) => (high > low ? (score - low) / (high - low) : 0));
}

function sum<T>(items: readonly T[], value: (item: T, index: number) => number): number {
  return items.reduce((total, item, index) => total + value(item, index), 0);
}
