import { EMBEDDED_MODEL_ID, embeddingModel } from "@netvexa/ai/embedding-models";
import { describe, expect, it } from "vitest";
import { shouldAbstain } from "./abstain.ts";

const { thresholds } = embeddingModel(EMBEDDED_MODEL_ID);

describe("abstaining", () => {
  it.each([
    ["all words and a near passage", { coverage: 1, similarity: 0.7 }, false],
    ["half of the words and a fair passage", { coverage: 0.45, similarity: 0.5 }, false],
    ["half of the words and no vectors", { coverage: 0.5, similarity: undefined }, false],
    ["few words and no vectors", { coverage: 0.3, similarity: undefined }, true],
    ["few words and a far passage", { coverage: 0.3, similarity: 0.2 }, true],
    ["a near passage without one word of the question", { coverage: 0, similarity: 0.99 }, true],
  ])("decides on %s", (_, evidence, abstains) => {
    expect(shouldAbstain(evidence, thresholds)).toBe(abstains);
  });
});
