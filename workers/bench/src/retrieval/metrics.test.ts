import { expect, test } from "vitest";
import { pairedInterval } from "./bootstrap.ts";
import { measure, percentile } from "./metrics.ts";

test("the right document first is a perfect ranking", () => {
  expect(measure(["a", "b"], { a: 1 })).toEqual({ ndcg10: 1, mrr10: 1, recall5: 1, recall10: 1 });
});

test("a document at place six counts for recall at ten, not at five", () => {
  const quality = measure(["v", "w", "x", "y", "z", "a"], { a: 1 });
  expect(quality).toMatchObject({ recall5: 0, recall10: 1, mrr10: 1 / 6 });
  expect(quality.ndcg10).toBeCloseTo(1 / Math.log2(7));
});

test("grades order the ideal ranking", () => {
  expect(measure(["good", "best"], { best: 2, good: 1 }).ndcg10).toBeCloseTo(
    (1 + 3 / Math.log2(3)) / (3 + 1 / Math.log2(3)),
  );
});

test("a ranking without the document is worth nothing, nor is one beyond the tenth place", () => {
  const nothing = { ndcg10: 0, mrr10: 0, recall5: 0, recall10: 0 };
  expect(measure([], { a: 1 })).toEqual(nothing);
  expect(measure([..."bcdefghijk", "a"], { a: 1 })).toEqual(nothing);
});

test("percentiles come from the sorted values", () => {
  const values = Array.from({ length: 100 }, (_, index) => 99 - index);
  expect([percentile(values, 0.5), percentile(values, 0.95), percentile([], 0.5)]).toEqual([50, 95, 0]);
});

test("the interval of a steady gain excludes zero, that of noise holds it", () => {
  const [low] = pairedInterval(Array.from({ length: 200 }, (_, index) => 0.1 + (index % 2) * 0.1));
  expect(low).toBeGreaterThan(0.1);
  const [below, above] = pairedInterval(Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? 1 : -1)));
  expect(below).toBeLessThan(0);
  expect(above).toBeGreaterThan(0);
});
