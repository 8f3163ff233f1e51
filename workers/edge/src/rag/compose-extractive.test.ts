import { describe, expect, it } from "vitest";
import { composeExtractive } from "./compose-extractive.ts";
import { weighQuestion } from "./evidence-weights.ts";
import type { Passage } from "./passage.ts";
import { loadTerms } from "./terms.ts";
import { makePassage } from "./testing/make-passage.ts";

async function compose(question: string, texts: readonly (string | Partial<Passage>)[], locale = "en") {
  const read = await loadTerms(locale);
  const passages = texts.map((part, i) =>
    makePassage({ n: i + 1, text: "", ...(typeof part === "string" ? { text: part } : part) }),
  );
  const terms = passages.map(({ title, text }) => new Set(read(`${title} ${text}`).map(({ id }) => id)));
  const weights = weighQuestion({ question, passages: terms, read });
  const answer = composeExtractive({
    passages,
    weights,
    locale,
    read,
    wantsSteps: /^how (do|can|to)\b/iu.test(question),
  });
  for (const { chunkId, quote } of answer?.citations ?? []) {
    expect(passages.find((passage) => passage.chunkId === chunkId)?.text).toContain(quote);
  }
  return { text: answer?.pieces.join(""), pieces: answer?.pieces ?? [], citations: answer?.citations ?? [] };
}

const ORDERS =
  "Orders leave our warehouse within two days. You may cancel an order until then. Gift wrapping costs 3 euros.";
const STEPS = `If your lamp does not light:

1. Unplug the lamp.
2. Turn the bulb to the **left** and take it out.
3. Put a new bulb in.

Bulbs are recycled free of charge.`;

describe("extractive answer", () => {
  it("quotes the sentence that answers, with its mark and a verbatim citation", async () => {
    const { text, citations } = await compose("How much does gift wrapping cost?", [ORDERS, STEPS]);
    expect(text).toBe("Gift wrapping costs 3 euros. [1]");
    expect(citations).toMatchObject([{ n: 1, quote: "Gift wrapping costs 3 euros." }]);
  });

  it("finds inflected words", async () => {
    expect((await compose("Can I get my orders cancelled?", [STEPS, ORDERS])).text).toContain(
      "You may cancel an order",
    );
  });

  it("gives all steps of a procedure in their order", async () => {
    const { text } = await compose("How do I replace the bulb of my lamp?", [ORDERS, STEPS]);
    expect(text).toBe(
      [
        "If your lamp does not light: [1]",
        "1. Unplug the lamp. [1]",
        "2. Turn the bulb to the **left** and take it out. [1]",
        "3. Put a new bulb in. [1]",
      ].join("\n"),
    );
  });

  it("answers with what follows a question, not with the question", async () => {
    const faq = "Do you deliver to islands? Yes, by ferry once a week. Do you deliver at night? No.";
    expect((await compose("do you deliver to islands", [faq])).text).toMatch(/^Yes, by ferry once a week\. \[1\]/u);
  });

  it("uses the heading that a sentence stands under", async () => {
    const text = "Send the parcel back within 30 days. We pay the postage.";
    const { text: answer } = await compose("What is your return policy?", [ORDERS, { text, heading: "Return policy" }]);
    expect(answer).toContain("Send the parcel back within 30 days. [1]");
  });

  it("draws on several passages, numbered as they are read, and says nothing twice", async () => {
    const { text, citations } = await compose("Which oils suit oak tables?", [
      "Linseed oil suits oak tables.",
      "Linseed oil suits oak tables well.",
      "Oak tables also take walnut oil, which suits darker rooms.",
    ]);
    expect(text).toBe(
      "Linseed oil suits oak tables. [1] Oak tables also take walnut oil, which suits darker rooms. [2]",
    );
    expect(citations.map(({ n }) => n)).toEqual([1, 2]);
  });

  it("shows no image, link, tag or footnote mark of the source", async () => {
    const source =
      '![pot](https://x.example/p.png) Clay pots <b onclick="x()">need</b> a [saucer](https://x.example/s) [7]. Use `<pot>` tags.';
    const { text } = await compose("What do clay pots need?", [source]);
    expect(text).toMatch(/^Clay pots need a saucer\. \[1\]/u);
  });

  it("does not take tables and code for sentences", async () => {
    const source = "| Clay pots | 5 |\n|---|---|\n\n```\nclay pots price\n```\n\nClay pots have one price.";
    expect((await compose("What is the price of clay pots?", [source])).text).toBe("Clay pots have one price. [1]");
  });

  it("streams in pieces", async () => {
    const { pieces } = await compose("How do I replace the bulb of my lamp?", [STEPS]);
    expect(pieces.length).toBeGreaterThan(3);
  });

  it("works in German and Turkish", async () => {
    const de = await compose(
      "Wann werden Bestellungen verschickt?",
      ["Wir haben Montag zu. Jede Bestellung wird am selben Tag verschickt."],
      "de",
    );
    expect(de.text).toBe("Jede Bestellung wird am selben Tag verschickt. [1]");
    const tr = await compose(
      "Siparişler ne zaman kargoya verilir?",
      ["Pazartesi kapalıyız. Siparişiniz aynı gün kargoya verilir."],
      "tr",
    );
    expect(tr.text).toBe("Siparişiniz aynı gün kargoya verilir. [1]");
  });

  it("has nothing to say if no word fits", async () => {
    expect((await compose("zebra", [ORDERS])).text).toBeUndefined();
  });
});
