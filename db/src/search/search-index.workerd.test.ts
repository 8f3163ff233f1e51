import { newId } from "@netvexa/contract/ids";
import { expect, inject, test } from "vitest";
import { tenantBatch } from "../tenant.ts";
import { mintTenantContext } from "../tenant-context.ts";
import { queryTermWeights, searchIndex } from "./search-index.ts";
import { counted, makeCorpus } from "./test/corpus.ts";

const url = inject("databaseUrl");
const WORDS_ONLY = { words: 1, grams: 0, vector: 0 };

test("a passage with any one word of the question is found", async () => {
  const corpus = await makeCorpus(url);
  const [match] = await corpus.add([{ words: [1, 50] }, { words: [60] }, { words: [70] }]);
  const [best] = await corpus.search({ words: [1, 2, 3, 4] });
  expect(best?.chunkId).toBe(match?.chunkId);
});

test("a word that few passages have outweighs one that most have", async () => {
  const corpus = await makeCorpus(url);
  const added = await corpus.add([{ words: [1] }, { words: [1] }, { words: [1] }, { words: [2] }]);
  const [best] = await corpus.search({ words: [1, 2], fusion: WORDS_ONLY });
  expect(best?.chunkId).toBe(added[3]?.chunkId);
});

test("of two passages with the word, the shorter one is better", async () => {
  const corpus = await makeCorpus(url);
  const long = Array.from({ length: 400 }, (_, index) => index + 10);
  const added = await corpus.add([{ words: [1, ...long] }, { words: [1, 2, 3] }]);
  const [best] = await corpus.search({ words: [1] });
  expect(best?.chunkId).toBe(added[1]?.chunkId);
});

test("who has as many chunks as were asked for gets them all, matching or not", async () => {
  const corpus = await makeCorpus(url);
  await corpus.add(Array.from({ length: 7 }, (_, index) => ({ words: [index + 1] })));
  const hits = await corpus.search({ words: [99], vector: [1, 0, 0], limit: 7 });
  expect(new Set(hits.map(({ chunkId }) => chunkId)).size).toBe(7);
});

test("meaning finds what shares no word", async () => {
  const corpus = await makeCorpus(url);
  const added = await corpus.add([
    { words: [1], vector: [1, 0, 0] },
    { words: [2], vector: [0, 1, 0] },
  ]);
  const [best] = await corpus.search({ words: [99], vector: [0, 1, 0] });
  expect(best).toMatchObject({ chunkId: added[1]?.chunkId, cosine: 1, score: 0.3 });
});

test("without a vector the words and grams share its weight", async () => {
  const corpus = await makeCorpus(url);
  await corpus.add([{ words: [1], grams: [7] }, { words: [2] }]);
  const [best] = await corpus.search({ words: [1], grams: [7] });
  expect(best?.score).toBeCloseTo(1);
  expect(best?.cosine).toBeNull();
});

test("vectors of another model are not compared", async () => {
  const corpus = await makeCorpus(url);
  await corpus.add([{ words: [1], model: "older-model" }]);
  const [hit] = await corpus.search({ words: [1], vector: [1, 0, 0] });
  expect(hit?.cosine).toBeNull();
});

test("a score lies in [0, 1] and the best come first, in the same order every time", async () => {
  const corpus = await makeCorpus(url);
  await corpus.add(Array.from({ length: 9 }, (_, index) => ({ words: [1 + (index % 3)], vector: [1, index % 2, 0] })));
  const query = { words: [1, 2], vector: [1, 1, 0] };
  const hits = await corpus.search(query);
  const scores = hits.map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  expect(Math.min(...scores)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...scores)).toBeLessThanOrEqual(1);
  expect(await corpus.search(query)).toEqual(hits);
});

test("an empty index and a question without words give no error", async () => {
  const corpus = await makeCorpus(url);
  expect(await corpus.search({ words: [1], vector: [1, 0, 0] })).toEqual([]);
  await corpus.add([{ words: [1] }]);
  expect(await corpus.search({})).toHaveLength(1);
});

test("another agent's and another tenant's passages are never found", async () => {
  const mine = await makeCorpus(url);
  const sibling = await makeCorpus(url, mine.tenant);
  const foreign = await makeCorpus(url);
  await sibling.add([{ words: [1] }]);
  await foreign.add([{ words: [1] }]);
  expect(await mine.search({ words: [1] })).toEqual([]);

  const stolen = {
    tenantId: foreign.tenant.tenantId,
    agentId: foreign.agentId,
    words: counted([1]),
    grams: counted(),
    fusion: WORDS_ONLY,
    limit: 5,
  };
  const [hits, weights] = await tenantBatch(mine.db, mintTenantContext(newId("tenant")), () => [
    searchIndex(stolen),
    queryTermWeights(stolen),
  ]);
  expect(hits).toEqual([]);
  expect(weights).toEqual([{ term: 1, idf: Math.log(2), chunks: 0 }]);
});

test("a word that the corpus has not weighs most", async () => {
  const corpus = await makeCorpus(url);
  await corpus.add([{ words: [1, 2] }, { words: [1] }, { words: [1, 3] }]);
  const query = { tenantId: corpus.tenant.tenantId, agentId: corpus.agentId, words: counted([1, 2, 9]) };
  const [weights] = await tenantBatch(corpus.db, corpus.tenant, () => [queryTermWeights(query)]);
  expect(weights.toSorted((a, b) => Number(a.idf) - Number(b.idf)).map(({ term }) => term)).toEqual([1, 2, 9]);
  expect(weights.map(({ chunks }) => chunks)).toEqual([3, 3, 3]);
});

test("a question without words still tells how many passages there are", async () => {
  const corpus = await makeCorpus(url);
  await corpus.add([{ words: [1] }, { words: [2] }]);
  const query = { tenantId: corpus.tenant.tenantId, agentId: corpus.agentId, words: counted() };
  const [weights] = await tenantBatch(corpus.db, corpus.tenant, () => [queryTermWeights(query)]);
  expect(weights).toEqual([{ term: null, idf: null, chunks: 2 }]);
});
