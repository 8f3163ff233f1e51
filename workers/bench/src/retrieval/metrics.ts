export type Relevance = Readonly<Record<string, number>>;

export interface Quality {
  readonly ndcg10: number;
  readonly mrr10: number;
  readonly recall5: number;
  readonly recall10: number;
}

const MEASURES = ["ndcg10", "mrr10", "recall5", "recall10"] as const satisfies (keyof Quality)[];

/** Of one ranking without repeats, best first; gains are 2^grade − 1. */
export function measure(ranking: readonly string[], relevance: Relevance): Quality {
  const relevant = Object.entries(relevance).filter(([, grade]) => grade > 0);
  const isRelevant = (id: string) => (relevance[id] ?? 0) > 0;
  const first = ranking.slice(0, 10).findIndex(isRelevant);
  const recall = (depth: number) =>
    relevant.length === 0 ? 0 : ranking.slice(0, depth).filter(isRelevant).length / relevant.length;
  const ideal = relevant.map(([, grade]) => grade).sort((a, b) => b - a);
  const best = discounted(ideal.slice(0, 10));
  const gained = discounted(ranking.slice(0, 10).map((id) => relevance[id] ?? 0));
  return {
    ndcg10: best === 0 ? 0 : gained / best,
    mrr10: first < 0 ? 0 : 1 / (first + 1),
    recall5: recall(5),
    recall10: recall(10),
  };
}

export function meanQuality(each: readonly Quality[]): Quality {
  return mapMeasures((name) => each.reduce((sum, quality) => sum + quality[name], 0) / Math.max(1, each.length));
}

export function difference(a: Quality, b: Quality): Quality {
  return mapMeasures((name) => a[name] - b[name]);
}

/** Four decimals, for reading. */
export function rounded(quality: Quality): Quality {
  return mapMeasures((name) => Math.round(quality[name] * 10_000) / 10_000);
}

function mapMeasures(value: (name: keyof Quality) => number): Quality {
  const [ndcg10, mrr10, recall5, recall10] = MEASURES.map(value);
  return { ndcg10: ndcg10 ?? 0, mrr10: mrr10 ?? 0, recall5: recall5 ?? 0, recall10: recall10 ?? 0 };
}

function discounted(grades: readonly number[]): number {
  return grades.reduce((sum, grade, index) => sum + (2 ** grade - 1) / Math.log2(index + 2), 0);
}

/** The value below which `share` of the others lie; 0 for no values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
