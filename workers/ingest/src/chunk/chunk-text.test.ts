import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHUNK_OPTIONS, chunkText } from "./chunk-text.ts";
import { countWords } from "./segments.ts";

const sentence = (index: number, words = 10) => `${`word${index} `.repeat(words - 1)}end${index}.`;
const sentences = (count: number, words = 10) =>
  Array.from({ length: count }, (_, index) => sentence(index, words)).join(" ");
const texts = (text: string, format: "markdown" | "plain" = "markdown") => chunkText(text, format).map((c) => c.text);

describe("the chunker", () => {
  it("packs whole sentences to about two hundred words", () => {
    const chunks = texts(sentences(55));
    expect(chunks.map(countWords)).toEqual([200, 200, 150]);
    expect(chunks.every((chunk) => chunk.endsWith("."))).toBe(true);
  });

  it("joins a short rest to the piece before it", () => {
    expect(texts(sentences(42)).map(countWords)).toEqual([200, 220]);
    expect(texts(sentences(22)).map(countWords)).toEqual([220]);
  });

  it("does not end a sentence where a line ends", () => {
    const wrapped = Array.from({ length: 40 }, (_, index) => sentence(index).replace(/ (word\d+ end)/, "\n$1")).join(
      " ",
    );
    expect(texts(wrapped).every((chunk) => /end\d+\.$/.test(chunk))).toBe(true);
  });

  it("never crosses a heading and keeps the path to it", () => {
    const text =
      "Intro.\n\n# Guide\n\nStart.\n\n## Install\n\nRun it.\n\n### Linux ##\n\nUse apt.\n\n## Use\n\nOpen it.\n\nTop\n===\n\nLast.";
    expect(chunkText(text, "markdown")).toEqual([
      { text: "Intro." },
      { heading: "Guide", text: "Start." },
      { heading: "Guide › Install", text: "Run it." },
      { heading: "Guide › Install › Linux", text: "Use apt." },
      { heading: "Guide › Use", text: "Open it." },
      { heading: "Top", text: "Last." },
    ]);
  });

  it("keeps a list or a block of code together where it fits", () => {
    const list = Array.from({ length: 8 }, (_, index) => `- item ${index} ${sentence(index, 8)}`).join("\n");
    expect(texts(`${sentences(15)}\n\n${list}`)).toEqual([sentences(15), list]);
    const code = `\`\`\`sh\n# not a heading\nrun\n\n${"step\n".repeat(90)}\`\`\``;
    expect(texts(`${sentences(15)}\n\n${code}`)).toEqual([sentences(15), code]);
  });

  it("cuts a list that is too long between its items", () => {
    const items = Array.from({ length: 60 }, (_, index) => `- ${sentence(index, 9)}`);
    const chunks = texts(items.join("\n"));
    expect(chunks.length).toBeGreaterThan(2);
    expect(chunks.join("\n").split("\n")).toEqual(items);
  });

  it("reads plain text without seeing Markdown in it", () => {
    expect(chunkText("# 1 is a number\n\n- 2 is another", "plain")).toEqual([
      { text: "# 1 is a number\n\n- 2 is another" },
    ]);
  });

  it("counts words of scripts without spaces and cuts at their sentences", () => {
    const chunks = texts("这是关于退货政策的一句话。".repeat(100));
    expect(chunks.length).toBeGreaterThan(2);
    expect(chunks.every((chunk) => chunk.endsWith("。"))).toBe(true);
  });

  it("cuts what has no end between graphemes", () => {
    const family = "👩‍👩‍👧";
    const chunks = texts(family.repeat(2_000));
    expect(chunks.every((chunk) => chunk.length <= CHUNK_OPTIONS.maxChars)).toBe(true);
    expect(chunks.join("")).toBe(family.repeat(2_000));
    expect(chunks.every((chunk) => chunk.startsWith("👩") && chunk.endsWith("👧"))).toBe(true);
  });

  it("keeps the words of a document that is nothing but headings", () => {
    expect(texts("# Open\n\n## Nine to five")).toEqual(["# Open\n\n## Nine to five"]);
    expect(texts(" \n\n ")).toEqual([]);
  });

  it("gives verbatim, ordered, bounded pieces that lose no word, whatever the text", () => {
    const piece = fc.oneof(
      fc.constantFrom("# Head", "## Sub", "```", "- item", "1. one", "| a | b |", "===", "---", "", "", "  more"),
      fc.string({ unit: "grapheme", maxLength: 60 }),
      fc.integer({ min: 1, max: 400 }).map((words) => "lorem ipsum. ".repeat(words)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.constantFrom("markdown", "plain"), (lines, format) => {
        const text = lines.join("\n");
        let at = 0;
        for (const chunk of chunkText(text, format as "markdown" | "plain")) {
          const found = text.indexOf(chunk.text, at);
          expect(found).toBeGreaterThanOrEqual(at);
          expect(chunk.text.trim()).toBe(chunk.text);
          expect(chunk.text.length).toBeLessThanOrEqual(CHUNK_OPTIONS.maxChars);
          at = found + chunk.text.length;
        }
        const lorem = (value: string) => value.split("lorem").length;
        if (format === "plain")
          expect(
            lorem(
              chunkText(text, format)
                .map((c) => c.text)
                .join(" "),
            ),
          ).toBe(lorem(text));
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ["opening brackets", "["],
    ["asterisks", "* "],
    ["hashes", "# "],
    ["backticks", "`"],
    ["fences", "```\n"],
    ["pipes", "|"],
    ["underlines", "a\n---\n"],
    ["list items", "- a\n"],
    ["empty lines", "\n"],
    ["full stops", "."],
    ["one endless word", "a"],
    ["accents on one letter", "\u0301"],
    ["Han characters", "退"],
  ])("takes 100,000 characters of %s in linear time", (_name, unit) => {
    const text = unit.repeat(Math.ceil(100_000 / unit.length));
    const startedAt = performance.now();
    const chunks = chunkText(text, "markdown");
    // Milliseconds in fact; the margin is for a busy machine, and quadratic time would need minutes.
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(chunks.every((chunk) => chunk.text.length <= CHUNK_OPTIONS.maxChars)).toBe(true);
  });
});
