import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linkRule, webAddress } from "./links.ts";
import { parseMarkdown, type Tree } from "./markdown.ts";

const none = (): boolean => false;

function textOf(tree: Tree): string {
  return typeof tree === "string" ? tree : tree.children.map(textOf).join("");
}

/** A short notation: `tag(children)`. */
function show(tree: Tree): string {
  if (typeof tree === "string") return tree;
  return `${tree.tag}${tree.url ? `<${tree.url}>` : ""}${tree.start ? tree.start : ""}(${tree.children.map(show).join("|")})`;
}

const parse = (text: string, isLink: (url: string) => boolean = none): string[] =>
  parseMarkdown(text, isLink).map(show);

describe("the parser", () => {
  test.each([
    ["One.\nTwo.\n\nThree.", ["p(One.\nTwo.)", "p(Three.)"]],
    ["# Title\nText", ["p(b(Title))", "p(Text)"]],
    ["- a\n- b\n\n- c", ["ul(li(a)|li(b)|li(c))"]],
    ["* a\n  more\n\n  still\nText", ["ul(li(a\nmore\nstill\nText))"]],
    ["Intro:\n1. a\n2) b\n\nText", ["p(Intro:)", "ol1(li(a)|li(b))", "p(Text)"]],
    ["3. c", ["ol3(li(c))"]],
    ["> one\n> two\n\n> three", ["blockquote(one\ntwo)", "blockquote(three)"]],
    ["```js\nlet a = `1`;\n\n- b\n```\nText", ["pre(let a = `1`;\n\n- b)", "p(Text)"]],
    ["```\nopen", ["pre(open)"]],
    ["**bold [1]** and `co**de` [12]", ["p(b(bold |mark(1))| and |code(co**de)| |mark(12))"]],
    ["2**3 and `tick and [text] and [1234]", ["p(2**3 and `tick and [text] and [1234])"]],
    ["", []],
    ["-", ["p(-)"]],
    ["a - b\n#tag\n1.5", ["p(a - b\n#tag\n1.5)"]],
  ])("reads %j", (text, expected) => {
    expect(parse(text)).toEqual(expected);
  });

  test.each([
    ["See https://a.example/x.", ["p(See |a<https://a.example/x>(https://a.example/x)|.)"]],
    ["(https://a.example/x)", ["p((|a<https://a.example/x>(https://a.example/x)|))"]],
    ["[label](https://a.example/x)!", ["p(a<https://a.example/x>(label)|!)"]],
    ["[](https://a.example/x)", ["p(a<https://a.example/x>(https://a.example/x))"]],
    ["![image](https://a.example/x)", ["p(![image](https://a.example/x))"]],
    ["[label](https://b.example/)", ["p([label](https://b.example/))"]],
    ["`https://a.example/x`", ["p(code(https://a.example/x))"]],
  ])("links only what the rule allows: %j", (text, expected) => {
    expect(parse(text, (url) => url === "https://a.example/x")).toEqual(expected);
  });

  test("loses no word of any text", () => {
    const words = fc.array(
      fc.oneof(
        fc.string(),
        fc.constantFrom("**", "`", "```", "[1]", "\n", "- ", "> ", "# ", "](", "https://a.example/"),
      ),
      {
        maxLength: 40,
      },
    );
    fc.assert(
      fc.property(words, (parts) => {
        const text = parts.join("");
        const letters = (from: string): string => from.replace(/[^\p{L}]/gu, "");
        const read = parseMarkdown(text, none).map(textOf).join("");
        // The word after an opening fence names a language and is not shown.
        expect(letters(read)).toBe(letters(text.replace(/^\s*(```|~~~).*$/gm, "")));
      }),
    );
  });

  test("reads hostile repetition in time that grows with its length", () => {
    for (const part of ["`", "**", "[", "[a](", "![", "https://", "> ", "- ", "1. ", "```\n", "*a ", " \t"]) {
      const startedAt = performance.now();
      parseMarkdown(part.repeat(20_000), () => true);
      expect(performance.now() - startedAt, part).toBeLessThan(2_000);
    }
  });
});

describe("the link rule", () => {
  const cite = (url: string) => ({ n: 1, chunkId: "", documentId: "", title: "", quote: "", url });

  test.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "//evil.example",
    "/path",
    "mailto:a@b.example",
    "",
  ])("never allows %j, even when it is cited", (url) => {
    expect(webAddress(url)).toBeUndefined();
    expect(linkRule([cite(url)])(url)).toBe(false);
  });

  test("allows what is cited, in any spelling of the same address, and nothing near it", () => {
    const isLink = linkRule([cite("https://shop.example/prices")]);
    expect(isLink("https://SHOP.example:443/prices")).toBe(true);
    for (const url of [
      "https://shop.example/",
      "http://shop.example/prices",
      "https://shop.example.evil.example/prices",
      "https://shop.example/prices?to=evil",
    ]) {
      expect(isLink(url), url).toBe(false);
    }
  });
});
