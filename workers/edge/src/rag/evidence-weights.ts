import { contentTerms, type ReadTerms } from "./terms.ts";

/** The content words of a question with how telling each is. */
export type TermWeights = ReadonlyMap<number, number>;

export interface WeighInput {
  readonly question: string;
  /** The words of each retrieved passage, title and heading included. */
  readonly passages: readonly ReadonlySet<number>[];
  /** Inverse document frequencies of the whole corpus, as far as they are known. */
  readonly idf?: TermWeights | undefined;
  readonly read: ReadTerms;
}

const WEAK_SHARE = 0.25;

/**
 * Weighs the words of a question by how few texts have them. A word that none has weighs most: it is what
 * the corpus does not speak of. Without figures of the corpus the retrieved passages stand for it.
 */
export function weighQuestion({ question, passages, idf, read }: WeighInput): TermWeights {
  const asked = read(question);
  const weak = new Set(asked.filter((term) => term.isWeak).map((term) => term.id));
  const weights = new Map<number, number>();
  for (const id of contentTerms(asked)) {
    const holders = passages.filter((terms) => terms.has(id)).length;
    const weight = idf?.get(id) ?? Math.log((passages.length + 1.5) / (holders + 0.5));
    weights.set(id, weak.has(id) ? weight * WEAK_SHARE : weight);
  }
  return weights;
}

/** Share of the question's weight that the terms hold, in [0, 1]. */
export function coverageOf(weights: TermWeights, terms: ReadonlySet<number>): number {
  let total = 0;
  let held = 0;
  for (const [id, weight] of weights) {
    total += weight;
    if (terms.has(id)) held += weight;
  }
  return total === 0 ? 0 : held / total;
}
