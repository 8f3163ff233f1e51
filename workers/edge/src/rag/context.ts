import { estimateTokens, truncateToTokens } from "@netvexa/ai/text/estimate-tokens";
import type { Passage } from "./passage.ts";

/** What one answer may draw on. */
export interface ContextBudget {
  readonly contextPassages: number;
  readonly contextTokens: number;
}

/** The passages that fit the budget, best first; the best one always has its place, shortened if need be. */
export function fitPassages(passages: readonly Passage[], budget: ContextBudget): Passage[] {
  const fitting: Passage[] = [];
  let left = budget.contextTokens;
  for (const passage of passages.slice(0, budget.contextPassages)) {
    const tokens = estimateTokens(passage.text);
    if (tokens <= left) {
      fitting.push(passage);
      left -= tokens;
    } else if (fitting.length === 0) {
      return [{ ...passage, text: truncateToTokens(passage.text, left) }];
    }
  }
  return fitting;
}
