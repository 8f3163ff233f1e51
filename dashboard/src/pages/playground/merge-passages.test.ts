import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleCitations, sampleData } from "../../test/sample-data.ts";
import { id } from "../../test/sample-ids.ts";
import { markQuotes, mergePassages } from "./merge-passages.ts";

describe("mergePassages", () => {
  it("keeps the order of the search and marks what is cited", () => {
    const { hits } = sampleData(0);
    const passages = mergePassages(hits, sampleCitations());
    expect(passages.map((passage) => passage.citations.map(({ n }) => n))).toEqual([[1], [2], []]);
  });

  it("adds what is cited but was not found, once", () => {
    const [first] = sampleCitations();
    const citation = { ...first, n: 3, chunkId: id("chunk", 9) } as NonNullable<typeof first>;
    const passages = mergePassages([], [citation, { ...citation, n: 4, quote: "more" }]);
    expect(passages).toHaveLength(1);
    expect(passages[0]).toMatchObject({ chunkId: id("chunk", 9), citations: [{ n: 3 }, { n: 4 }] });
    expect(passages[0]?.score).toBeUndefined();
  });
});

describe("markQuotes", () => {
  it("cuts at the quotes and joins what overlaps", () => {
    expect(markQuotes("one two three", ["two", "two three", "absent"])).toEqual([
      { text: "one ", isQuoted: false },
      { text: "two", isQuoted: true },
      { text: " three", isQuoted: true },
    ]);
  });

  it("never changes the text", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", " ") });
    fc.assert(
      fc.property(text, fc.array(text), (passage, quotes) => {
        expect(
          markQuotes(passage, quotes)
            .map((span) => span.text)
            .join(""),
        ).toBe(passage);
      }),
    );
  });
});
