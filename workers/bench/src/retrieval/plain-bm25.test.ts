import { expect, test } from "vitest";
import { plainBm25 } from "./plain-bm25.ts";

const docs = [
  { id: "refund", title: "Refunds", text: "money back within five days" },
  { id: "long", title: "", text: `refund ${"and many other words ".repeat(20)}` },
  { id: "other", title: "Shipping", text: "parcels leave every morning" },
];

test("a rare stem decides, and the shorter document is better", () => {
  expect(plainBm25(docs, "en")("refunded?")).toEqual(["refund", "long"]);
});

test("one shared word is enough", () => {
  expect(plainBm25(docs, "en")("unheard parcels")).toEqual(["other"]);
});

test("a word that occurs twice counts for more", () => {
  const [best] = plainBm25(
    [
      { id: "a", title: "", text: "x y" },
      { id: "b", title: "", text: "y y" },
    ],
    "en",
  )("y");
  expect(best).toBe("b");
});
