import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTokenizer, type Vocabulary } from "./tokenizer.ts";

const SPACE = "\u2581";
const vocabulary: Vocabulary = [
  ["�", 0],
  ["<s>", 0],
  ["</s>", 0],
  ["x1", 0],
  ["x2", 0],
  ["x3", 0],
  [`${SPACE}pass`, -3],
  [`${SPACE}password`, -5],
  ["word", -3],
  [SPACE, -2],
  ["p", -4],
  ["a", -4],
  ["s", -4],
  [`${SPACE}as`, -9],
  ["ab", -8],
];
const tokenizer = createTokenizer(vocabulary);
const pieces = (text: string) => tokenizer.encode(text).map((id) => vocabulary[id]?.[0]);

describe("unigram tokenizer", () => {
  it("takes the likeliest pieces, not the longest or the first", () => {
    expect(pieces("password")).toEqual([`${SPACE}password`]);
    expect(pieces("pass word")).toEqual([`${SPACE}pass`, SPACE, "word"]);
    expect(pieces("as")).toEqual([`${SPACE}as`]);
  });

  it("prefers the later start on a tie", () => {
    expect(pieces("ab")).toEqual([SPACE, "ab"]);
  });

  it("merges runs of unknown characters into one unknown token", () => {
    expect(tokenizer.encode("a 😹😹 a")).toEqual([9, 11, 9, 0, 9, 11]);
  });

  it("normalises compatibility forms and all white space", () => {
    expect(tokenizer.encode(" \tｐａｓｓ\n\n word ")).toEqual(tokenizer.encode("pass word"));
    expect(tokenizer.encode(" \n ")).toEqual([]);
  });

  it("covers every text, whatever is in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const ids = tokenizer.encode(text);
        expect(ids.every((id) => vocabulary[id] !== undefined)).toBe(true);
        expect(ids.length === 0).toBe(text.normalize("NFKC").trim() === "");
      }),
    );
  });
});
