import { termId } from "./term-id.ts";

/**
 * Distinct terms of one passage; those beyond are dropped in reading order. An ordinary passage has some
 * hundreds, pgvector's `sparsevec` holds 16,000.
 */
const MAX_TERMS = 6_000;

/** Hashed terms, ascending and unique, beside their (field-weighted) frequencies. */
export interface TermFrequencies {
  readonly terms: readonly number[];
  readonly frequencies: readonly number[];
  readonly length: number;
}

export interface TermCounter {
  /** Counts a term; `length` is what it adds to the passage's length. */
  add(text: string, frequency: number, length: number): void;
  terms(): ReadonlySet<number>;
  result(): TermFrequencies;
}

export function createTermCounter(): TermCounter {
  const counts = new Map<number, number>();
  let total = 0;
  return {
    add: (text, frequency, length) => {
      const term = termId(text);
      const count = counts.get(term);
      if (count === undefined && counts.size >= MAX_TERMS) return;
      counts.set(term, (count ?? 0) + frequency);
      total += length;
    },
    terms: () => new Set(counts.keys()),
    result: () => {
      const entries = [...counts].sort(([a], [b]) => a - b);
      return {
        terms: entries.map(([term]) => term),
        frequencies: entries.map(([, frequency]) => frequency),
        length: total,
      };
    },
  };
}
