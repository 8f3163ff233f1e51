import { describe, expect, it } from "vitest";
import { EMBEDDED_MODEL_ID, embeddingModel } from "./embedding-models.ts";

describe("embedding model records", () => {
  it.each([EMBEDDED_MODEL_ID, "text-embedding-3-small", "@cf/baai/bge-m3", "never-heard-of"])(
    "%s has fusion weights that sum to 1",
    (id) => {
      const { words, grams, vector } = embeddingModel(id).fusion;
      expect(words + grams + vector).toBeCloseTo(1);
    },
  );

  it("leaves the size of an unknown model open", () => {
    expect(embeddingModel("never-heard-of")).toMatchObject({ id: "never-heard-of", dims: undefined });
  });

  it("knows the embedded model", () => {
    expect(embeddingModel(EMBEDDED_MODEL_ID)).toMatchObject({ dims: 512, maxTokens: 128 });
  });
});
