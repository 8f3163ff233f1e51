import { describe, expect, it } from "vitest";
import { citationsOf, rulesFor } from "./ground.ts";
import { loadTerms } from "./terms.ts";
import { makePassage } from "./testing/make-passage.ts";

const passages = [
  makePassage({
    n: 1,
    text: "Oak is hard. It grows slowly. Prices are at https://shop.example/oak. Pine is soft.",
    url: "https://shop.example/wood",
    externalId: "wood",
  }),
  makePassage({ n: 2, text: "| a | b |\n|---|---|\n| 1 | 2 |" }),
];

async function cite(text: string) {
  return citationsOf(text, { passages, locale: "en", read: await loadTerms("en") });
}

describe("citations", () => {
  it("quotes the sentence that supports the claim, verbatim", async () => {
    expect(await cite("As for wood, pine is rather soft [1].")).toMatchObject([
      { n: 1, quote: "Pine is soft.", url: "https://shop.example/wood", externalId: "wood", title: "Page 1" },
    ]);
    expect(await cite("Trees differ. Growing takes a while.[1] More later.")).toMatchObject([
      { quote: "It grows slowly." },
    ]);
  });

  it("gives one citation for each number, in order, whatever the text repeats", async () => {
    const citations = await cite("B [2]. A [1]. B again [2].");
    expect(citations.map(({ n }) => n)).toEqual([1, 2]);
  });

  it("quotes the whole passage if it has no sentences", async () => {
    expect(await cite("One is two [2].")).toMatchObject([{ quote: passages[1]?.text }]);
  });

  it("cites nothing for a text without marks", async () => {
    expect(await cite("I could not find that.")).toEqual([]);
  });

  it("knows the addresses of the passages and in them", () => {
    const { isKnownUrl } = rulesFor(passages);
    const urls = ["https://shop.example/wood", "https://shop.example/oak", "https://shop.example/other"];
    expect(urls.map(isKnownUrl)).toEqual([true, true, false]);
  });
});
