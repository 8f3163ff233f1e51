import type { AnswerThresholds } from "@netvexa/ai/embedding-models";

/** What speaks for an answer being in the passages. */
export interface AnswerEvidence {
  /** Share of the question's idf weight that the best passage holds, in [0, 1]. */
  readonly coverage: number;
  /** Cosine of the question and the nearest passage; undefined where no vector was compared. */
  readonly similarity: number | undefined;
}

/** True if the passages do not speak of what was asked, so that an answer from them would be a guess. */
export function shouldAbstain({ coverage, similarity }: AnswerEvidence, thresholds: AnswerThresholds): boolean {
  // Nearness alone is no ground: short questions of one form are near to each other whatever they are about.
  if (coverage === 0) return true;
  if (similarity === undefined) return coverage < thresholds.coverage;
  return coverage + thresholds.similarityWeight * Math.max(0, similarity) < thresholds.evidence;
}
