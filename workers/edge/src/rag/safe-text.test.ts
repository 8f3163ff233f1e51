import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSafeText, makeSafe } from "./safe-text.ts";

const KNOWN_URL = "https://ok.example/a";
const rules = {
  isKnownMark: (n: number) => n >= 1 && n <= 3,
  isKnownUrl: (url: string) => url === KNOWN_URL,
};

describe("safe text", () => {
  it.each([
    ["keeps known marks", "Yes [1][2].", "Yes [1][2]."],
    ["takes out an unknown mark and the space before it", "Yes [99]. No [0] more.", "Yes. No more."],
    ["splits a list of marks and drops the unknown ones", "Yes [1, 2, 9].", "Yes [1][2]."],
    ["keeps a link to a known address", `See [the page](${KNOWN_URL}).`, `See [the page](${KNOWN_URL}).`],
    ["reduces a foreign link to its text", "See [the page](https://evil.example/x).", "See the page."],
    ["reduces a script link to its text", "[Click](javascript:alert(1)) here", "Click here"],
    ["reduces an image to its alternative text", "![a cat](https://ok.example/a) sat", "a cat sat"],
    ["reduces a linked image to its alternative text", "[![a cat](http://e)](http://f) sat", "a cat sat"],
    ["takes out a foreign bare address", "Go to https://evil.example/?q=1 now", "Go to now"],
    ["keeps a known bare address with the full stop after it", `Go to ${KNOWN_URL}.`, `Go to ${KNOWN_URL}.`],
    ["keeps a mark after an exclamation mark", "Wow![1]", "Wow![1]"],
    ["keeps ordinary brackets", "see [note] (and) more", "see [note] (and) more"],
    ["never lets a mark define a link", "[1]: https://evil.example", "[1] :"],
    ["never builds a mark from the ruins of another", "[[99]2]", "2"],
    ["never builds an address from two halves", "htt[99]ps://evil.example", "htt ps://evil.example"],
    ["never lengthens an address by what follows a mark", `${KNOWN_URL} [99],99`, `${KNOWN_URL} ,99`],
    ["never builds a link from two halves", "[a][99](x)(javascript:b)", "[a] (javascript:b)"],
    [
      "leaves words in angle brackets to the client, which shows text",
      "Paste the <script> tag",
      "Paste the <script> tag",
    ],
    ["gives up on an endless label", `[${"a".repeat(400)}](https://e.x)`, `(${"a".repeat(400)}) ()`],
  ])("%s", (_, input, expected) => {
    expect(makeSafe(input, rules)).toBe(expected);
  });

  it("holds back a mark that is split over two deltas", () => {
    const safe = createSafeText(rules);
    expect(safe.push("Yes [9")).toBe("Yes");
    expect(safe.push("9] and [")).toBe(" and");
    expect(safe.push("1]")).toBe("");
    expect(safe.push(" end.")).toBe(" [1] end.");
    expect(safe.finish()).toBe("");
  });

  const hostile = fc
    .array(
      fc.constantFrom(
        ...["[", "]", "(", ")", "!", "1", "2", "9", "99", ":", "/", ".", " ", "\n", "a", "h", "ht", "tp", "tps", "www"],
        ...["https://evil.example", "http://e.x/[1]", "[99]", "[1]", "[x](y)", KNOWN_URL, "](", "![", "javascript:x"],
        ...["x".repeat(310), "^", ",", "<", ">", '"', "`", "ps://evil", ".evil.example"],
      ),
      { maxLength: 24 },
    )
    .map((parts) => parts.join(""));

  it("gives the same text however the input is cut", () => {
    fc.assert(
      fc.property(hostile, fc.array(fc.nat({ max: 9 }), { minLength: 1 }), (input, sizes) => {
        const safe = createSafeText(rules);
        let out = "";
        for (let at = 0, i = 0; at < input.length; i++) {
          const size = (sizes[i % sizes.length] ?? 0) + 1;
          out += safe.push(input.slice(at, at + size));
          at += size;
        }
        expect(out + safe.finish()).toBe(makeSafe(input, rules));
      }),
      { numRuns: 20_000 },
    );
  });

  it("never lets an unknown mark, link, image or address through", () => {
    fc.assert(
      fc.property(hostile, (input) => {
        const out = makeSafe(input, rules);
        for (const [, n] of out.matchAll(/\[\s*(\d+)\s*\]/gu)) expect(rules.isKnownMark(Number(n))).toBe(true);
        for (const [, target] of out.matchAll(/\]\(([^)]*)\)?/gu)) expect(target).toBe(KNOWN_URL);
        for (const [url] of out.matchAll(/(?:https?:\/\/|www\.)[^\s<>"'`()[\]{}|\\]*/giu)) {
          expect(url.replace(/[.,;:!?*_~]+$/u, "")).toBe(KNOWN_URL);
        }
        expect(out).not.toMatch(/\[\d+\]:/u);
      }),
      { numRuns: 50_000 },
    );
  });
});
