import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Block, type Inline, parseInline, parseRichText } from "./rich-text.ts";

function wordsOf(block: Block): string {
  if (block.kind === "code") return block.text;
  const inlines = block.kind === "list" ? block.items.flat() : block.inlines;
  return inlines.map(inlineText).join("");
}

function inlineText(inline: Inline): string {
  return inline.kind === "mark" ? `[${inline.n}]` : inline.text;
}

describe("parseRichText", () => {
  it("splits paragraphs, lists, headings and code", () => {
    const blocks = parseRichText("# Title\nOne\ntwo\n\n- a\n* b\n\n1. x\n2) y\n```js\nlet a;\n```\nEnd");
    expect(blocks.map((block) => block.kind)).toEqual(["heading", "paragraph", "list", "list", "code", "paragraph"]);
    expect(blocks[1]).toEqual({ kind: "paragraph", inlines: [{ kind: "text", text: "One\ntwo" }] });
    expect(blocks[3]).toMatchObject({ isOrdered: true });
  });

  it("finds marks, bold and code within a line", () => {
    expect(parseInline("See **this** [1][12] and `x`.")).toEqual([
      { kind: "text", text: "See " },
      { kind: "strong", text: "this" },
      { kind: "text", text: " " },
      { kind: "mark", n: 1 },
      { kind: "mark", n: 12 },
      { kind: "text", text: " and " },
      { kind: "code", text: "x" },
      { kind: "text", text: "." },
    ]);
  });

  it("keeps markup of a page as plain text", () => {
    const [block] = parseRichText("<img src=x onerror=alert(1)>");
    expect(block).toEqual({ kind: "paragraph", inlines: [{ kind: "text", text: "<img src=x onerror=alert(1)>" }] });
  });

  it("takes an unfinished code block, as a streamed answer has it", () => {
    expect(parseRichText("```\nlet a")).toEqual([{ kind: "code", text: "let a" }]);
  });

  it("loses no letter or digit of any text", () => {
    const piece = fc.constantFrom("- ", "1. ", "**", "`", "[1]", "# ", "\n", "\n\n", "word", " ", "é", "<b>");
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join("");
        const drawn = parseRichText(text).map(wordsOf).join("");
        const count = (of: string) => of.split("word").length + of.split("é").length;
        expect(count(drawn)).toBe(count(text));
      }),
    );
  });
});
