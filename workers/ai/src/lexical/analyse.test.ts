import fc from "fast-check";
import { expect, test } from "vitest";
import { type Analyser, loadAnalyser } from "./analyse.ts";
import { termId } from "./term-id.ts";

const english = await loadAnalyser("en");

function wordsOf(analyser: Analyser, text: string): Set<number> {
  return new Set(analyser.passage({ text }).words.terms);
}

function shareTerm(analyser: Analyser, a: string, b: string): boolean {
  const [first, second] = [wordsOf(analyser, a), wordsOf(analyser, b)];
  return [...first].some((term) => second.has(term));
}

test.each([
  ["en-GB", "refunded", "refunding"],
  ["es", "devoluciones", "devolución"],
  ["de", "Rückgaben", "Rückgabe"],
  ["tr", "siparişler", "sipariş"],
  ["fr", "remboursements", "remboursement"],
  ["ru", "возвраты", "возврат"],
])("two forms of a word meet in one term: %s", async (locale, a, b) => {
  expect(shareTerm(await loadAnalyser(locale), a, b)).toBe(true);
});

test.each([
  ["de", "Straße", "strasse"],
  ["es", "contraseña", "contrasena"],
  ["tr", "İPTAL", "iptal"],
  ["tr", "ISPARTA", "ısparta"],
  ["en", "ﬁle", "file"],
  ["en", "ＡＢＣ", "abc"],
])("accents, case and compatibility forms do not matter: %s %s", async (locale, a, b) => {
  expect(shareTerm(await loadAnalyser(locale), a, b)).toBe(true);
});

test("a name in camel case is found by its parts", () => {
  expect(shareTerm(english, "createAuthClient", "auth")).toBe(true);
});

test("scripts without spaces overlap wherever the words stand", async () => {
  expect(shareTerm(await loadAnalyser("zh"), "我想退款。", "如何申请退款？")).toBe(true);
  expect(shareTerm(await loadAnalyser("th"), "ขอคืนเงินได้ไหม", "การคืนเงิน")).toBe(true);
});

test("a misspelt word shares most of its grams", () => {
  const right = new Set(english.passage({ text: "subscription" }).grams.terms);
  const wrong = english.passage({ text: "subscripton" }).grams.terms;
  expect(wrong.filter((term) => right.has(term)).length / wrong.length).toBeGreaterThan(0.5);
});

test("a word in the title counts more than the same word in the text", () => {
  const frequencyOf = (passage: { title?: string; text: string }, word: string) => {
    const { terms, frequencies } = english.passage(passage).words;
    return frequencies[terms.indexOf(termId(word))];
  };
  expect(frequencyOf({ title: "refund", text: "policy" }, "refund")).toBe(3);
  expect(frequencyOf({ text: "refund policy" }, "refund")).toBe(1);
});

test("words that only shape a question weigh little in it", () => {
  const { content } = english.query("How do I cancel?");
  expect(content.get(termId("cancel"))).toBe(1);
  expect(content.get(termId("how"))).toBeLessThan(0.5);
});

test("any text gives ascending unique terms within the range, and the same ones again", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      const { words, grams } = english.passage({ title: text, text });
      for (const { terms, frequencies, length } of [words, grams]) {
        expect(terms).toEqual([...new Set(terms)].sort((a, b) => a - b));
        expect(terms.every((term) => term >= 1 && term < 2 ** 29)).toBe(true);
        expect(frequencies).toHaveLength(terms.length);
        expect(frequencies.every((frequency) => frequency > 0)).toBe(true);
        expect(length).toBeGreaterThanOrEqual(0);
      }
      expect(english.passage({ title: text, text })).toEqual({ words, grams });
      expect(english.wordTerms({ title: text, text })).toEqual(new Set(words.terms));
    }),
  );
});

test.each([
  ["one letter", "a".repeat(100_000)],
  ["letters with accents", "é".repeat(100_000)],
  ["combining marks", "\u0301".repeat(100_000)],
  ["brackets", "[".repeat(100_000)],
  ["case changes", "aB".repeat(50_000)],
  ["Thai without a space", "ก".repeat(100_000)],
  [
    "Han without a space",
    Array.from({ length: 50_000 }, (_, i) => String.fromCodePoint(0x4e00 + (i % 20_000))).join(""),
  ],
  ["words of one letter", "x ".repeat(50_000)],
  ["distinct words", Array.from({ length: 15_000 }, (_, i) => i.toString(36)).join(" ")],
])("a hostile text stays within bounds: %s", (_, text) => {
  const startedAt = performance.now();
  const { words, grams } = english.passage({ text });
  // Linear work takes a tenth of this on a slow machine; anything quadratic takes far longer.
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  expect(Math.max(words.terms.length, grams.terms.length)).toBeLessThanOrEqual(6_000);
});
