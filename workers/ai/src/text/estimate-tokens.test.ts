import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimateTokens, truncateToTokens } from "./estimate-tokens.ts";

describe("token estimate", () => {
  it("counts a quarter for Latin letters, a half for other alphabets, one for ideographs", () => {
    expect([estimateTokens("12345678"), estimateTokens("привет"), estimateTokens("世界")]).toEqual([2, 3, 2]);
  });

  it("truncates to a beginning that fits and never splits a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat({ max: 20 }), (text, maxTokens) => {
        const cut = truncateToTokens(text, maxTokens);
        expect(text.startsWith(cut)).toBe(true);
        expect(estimateTokens(cut)).toBeLessThanOrEqual(maxTokens);
        expect(cut.isWellFormed()).toBe(true);
      }),
    );
  });
});
