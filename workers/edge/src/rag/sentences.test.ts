import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSentences } from "./sentences.ts";

const sentencesOf = (text: string, locale = "en") =>
  readSentences(text, locale).map(({ start, end }) => text.slice(start, end));

describe("sentences of a chunk", () => {
  it("joins hard-wrapped lines and keeps the span verbatim", () => {
    expect(sentencesOf("Boxes fold\nflat. Lids\ndo not.")).toEqual(["Boxes fold\nflat.", "Lids\ndo not."]);
  });

  it("does not end at an abbreviation, a number or before a small letter", () => {
    expect(sentencesOf("Use e.g. Oak. It costs 3.50 euros. See Dr. Brown.")).toEqual([
      "Use e.g. Oak.",
      "It costs 3.50 euros.",
      "See Dr. Brown.",
    ]);
    expect(sentencesOf("Das gilt z. B. für Holz. Metall nicht.", "de")).toEqual([
      "Das gilt z. B. für Holz.",
      "Metall nicht.",
    ]);
  });

  it("takes list items without their bullets and leaves tables and code out", () => {
    const text = "Steps:\n\n1. Open it.\n2. Close it\n   gently.\n\n| a | b |\n|---|---|\n\n```\nrm -rf\n```\n\n- Oak";
    expect(sentencesOf(text)).toEqual(["Steps:", "Open it.", "Close it\n   gently.", "Oak"]);
    expect(readSentences(text, "en").map(({ kind, isOrdered }) => `${kind} ${isOrdered}`)).toEqual([
      "sentence false",
      "item true",
      "item true",
      "item false",
    ]);
  });

  it("knows headings", () => {
    expect(readSentences("## Returns\nSend it back.", "en").map(({ kind }) => kind)).toEqual(["heading", "sentence"]);
  });

  it("gives ordered spans within the text that lose no word of a paragraph", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("Oak", "is", "e.g.", "hard.", "\n", "Why?", "![x](y)", "2.", "ß")),
        (words) => {
          const text = `Start ${words.join(" ")}`;
          let last = 0;
          for (const { start, end } of readSentences(text, "en")) {
            expect(start).toBeGreaterThanOrEqual(last);
            expect(end).toBeGreaterThan(start);
            expect(text.slice(start, end).trim()).toBe(text.slice(start, end));
            last = end;
          }
          expect(last).toBeLessThanOrEqual(text.length);
        },
      ),
    );
  });
});
