import fc from "fast-check";
import { expect, inject, test } from "vitest";
import {
  type Content,
  deleteAgent,
  deleteDocument,
  makeCorpus,
  readStatistics,
  type TestDocument,
} from "./test/corpus.ts";

const url = inject("databaseUrl");

/** What the statistics must be, counted from the contents themselves. */
function expectedStatistics(contents: readonly Content[]): { chunks: number; terms: string[] } {
  const chunksOf = (kind: 1 | 2) => {
    const counts = new Map<number, number>();
    for (const content of contents) {
      for (const term of new Set(kind === 1 ? content.words : content.grams)) {
        counts.set(term, (counts.get(term) ?? 0) + 1);
      }
    }
    return [...counts].sort(([a], [b]) => a - b).map(([term, chunks]) => `${kind}:${term}=${chunks}`);
  };
  return { chunks: contents.length, terms: [...chunksOf(1), ...chunksOf(2)] };
}

const terms = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 5 });
const content = fc.record({ words: terms, grams: terms });
const step = fc.oneof(
  fc.record({ add: fc.array(content, { minLength: 1, maxLength: 3 }) }),
  fc.record({ remove: fc.array(fc.nat(9), { minLength: 1, maxLength: 3 }), byCascade: fc.boolean() }),
);

test("the statistics are exact after chunks come and go in any order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      const corpus = await makeCorpus(url);
      const held: { document: TestDocument; content: Content }[] = [];
      for (const change of steps) {
        if ("add" in change) {
          const added = await corpus.add(change.add);
          held.push(...added.map((document, index) => ({ document, content: change.add[index] ?? {} })));
          continue;
        }
        const gone = new Set(change.remove.flatMap((index) => held[index] ?? []));
        for (const item of gone) held.splice(held.indexOf(item), 1);
        const documents = [...gone].map(({ document }) => document);
        if (change.byCascade) for (const document of documents) await deleteDocument(corpus, document);
        else await corpus.remove(documents);
      }
      expect(await readStatistics(corpus)).toEqual(expectedStatistics(held.map((item) => item.content)));
    }),
    { numRuns: 8 },
  );
});

test("writers of one agent at the same time lose no count", async () => {
  const corpus = await makeCorpus(url);
  await Promise.all([[1, 2, 3], [3, 2, 1], [2, 1], [3]].map((words) => corpus.add([{ words }])));
  expect(await readStatistics(corpus)).toEqual({ chunks: 4, terms: ["1:1=3", "1:2=3", "1:3=3"] });
});

test("writing or removing a chunk again changes nothing", async () => {
  const corpus = await makeCorpus(url);
  const [document] = await corpus.add([{ words: [1] }]);
  if (!document) throw new Error("nothing was added");
  await corpus.index(document, { words: [1, 2] });
  expect(await readStatistics(corpus)).toEqual({ chunks: 1, terms: ["1:1=1"] });
  await corpus.remove([document, document]);
  await corpus.remove([document]);
  expect(await readStatistics(corpus)).toEqual({ chunks: 0, terms: [] });
});

test("an agent that is deleted leaves no statistics behind", async () => {
  const corpus = await makeCorpus(url);
  await corpus.add([{ words: [1], grams: [2] }]);
  await deleteAgent(corpus);
  expect(await readStatistics(corpus)).toEqual({ chunks: 0, terms: [] });
});

test.each([
  ["of another size", [1, 0]],
  ["of zeros", [0, 0, 0]],
  ["with NaN", [1, Number.NaN, 0]],
  ["with infinity", [1, Number.POSITIVE_INFINITY, 0]],
])("a vector %s is refused and nothing is stored", async (_, vector) => {
  const corpus = await makeCorpus(url);
  await expect(corpus.add([{ words: [1], vector }])).rejects.toThrow(RangeError);
  expect(await readStatistics(corpus)).toEqual({ chunks: 0, terms: [] });
});
