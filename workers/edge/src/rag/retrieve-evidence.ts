import type { AnalysedQuery, Analyser } from "@netvexa/ai/lexical/analyse";
import type { RetrievedHit } from "./retrieve.ts";

/** What speaks for the answer being among the hits. */
export interface Evidence {
  /** Share of the question's idf weight that the best covering passage holds, in [0, 1]; 0 for a question without words. */
  readonly coverage: number;
  /** Highest cosine of question and passage; undefined where no vectors were compared. */
  readonly similarity: number | undefined;
  /** Highest BM25 score of the words, unscaled; grows with the question's length. */
  readonly bm25: number;
  /** Inverse document frequency of the question's words by term id; those that the corpus has not weigh most. */
  readonly idf: ReadonlyMap<number, number>;
}

interface EvidenceInput {
  readonly analyser: Analyser;
  readonly query: AnalysedQuery;
  readonly idf: ReadonlyMap<number, number>;
  readonly hits: readonly RetrievedHit[];
}

/** Deeper passages are not answered from. */
const PASSAGES = 5;

export function weighEvidence({ analyser, query, idf, hits }: EvidenceInput): Evidence {
  const best = hits.slice(0, PASSAGES);
  const cosines = best.flatMap(({ parts }) => parts.cosine ?? []);
  return {
    coverage: Math.max(0, ...best.map((hit) => coverage(query, idf, analyser.wordTerms(hit)))),
    similarity: cosines.length > 0 ? Math.max(...cosines) : undefined,
    bm25: Math.max(0, ...best.map(({ parts }) => parts.bm25)),
    idf,
  };
}

function coverage(query: AnalysedQuery, idf: ReadonlyMap<number, number>, terms: ReadonlySet<number>): number {
  let total = 0;
  let held = 0;
  for (const [term, weight] of query.content) {
    const mass = weight * (idf.get(term) ?? 0);
    total += mass;
    if (terms.has(term)) held += mass;
  }
  return total > 0 ? held / total : 0;
}
