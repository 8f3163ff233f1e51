import { TERM_DIMENSIONS } from "../schema/search.ts";
import type { TermFrequencies } from "./types.ts";

const K1 = 1.2;
const B = 0.75;

/**
 * The length that counts as ordinary. A constant in place of the corpus average: what a row holds then
 * depends on nothing but its passage, so the order of writing never changes a ranking and no row goes stale.
 */
export const PIVOT_LENGTH = { words: 90, grams: 400 } as const;

/** The stored half of BM25, `tf·(k1+1) / (tf + k1·(1−b+b·length/pivot))` for each term, as text of `sparsevec`. */
export function impactsText(counted: TermFrequencies, pivotLength: number): string {
  const saturation = K1 * (1 - B + (B * counted.length) / pivotLength);
  const entries = counted.terms.map((term, index) => {
    const frequency = counted.frequencies[index] ?? 0;
    return `${term}:${((frequency * (K1 + 1)) / (frequency + saturation)).toPrecision(6)}`;
  });
  return `{${entries.join(",")}}/${TERM_DIMENSIONS}`;
}
