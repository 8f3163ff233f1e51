import type { Id } from "@netvexa/contract/ids";
import type { IndexedChunk, IndexQuery, TermFrequencies } from "@netvexa/db/search/types";

/** Passages about topics: each topic has words of its own and a direction, so that words, grams and meaning agree. */
export const MODEL = { id: "m", dims: 32 };
const TOPICS = 400;
const TOPIC_WORDS = 12;
const COMMON_WORDS = 300;
const WORDS_IN_PASSAGE = 6;
const GRAMS_IN_WORD = 2;
const GRAMS = 4000;
const NOISE = 0.6;

export interface Corpus {
  readonly chunks: readonly IndexedChunk[];
  query(): Pick<IndexQuery, "words" | "grams"> & { readonly vector: NonNullable<IndexQuery["vector"]> };
}

/** The same for the same seed. */
export function makeCorpus(seed: number, size: number): Corpus {
  const random = randomFrom(seed);
  const pick = (below: number) => Math.floor(random() * below);
  const directions = Array.from({ length: TOPICS }, () => gaussians(random));
  const passage = () => {
    const topic = pick(TOPICS);
    const words = Array.from({ length: WORDS_IN_PASSAGE }, () =>
      random() < 0.6
        ? 1 + COMMON_WORDS + topic * TOPIC_WORDS + pick(TOPIC_WORDS)
        : 1 + Math.floor(COMMON_WORDS ** random()),
    );
    const direction = directions[topic] ?? [];
    const embedding = unit(gaussians(random).map((part, d) => part * NOISE + (direction[d] ?? 0)));
    return { analysed: { words: counted(words), grams: counted(words.flatMap(gramsOf)) }, embedding };
  };
  const chunks = Array.from({ length: size }, (_, n) => ({ chunkId: `chk_${n}` as Id<"chunk">, ...passage() }));
  const query = () => {
    const { analysed, embedding } = passage();
    return { ...analysed, vector: { embedding, model: MODEL } };
  };
  return { chunks, query };
}

function gramsOf(word: number): number[] {
  return Array.from({ length: GRAMS_IN_WORD }, (_, n) => 1 + ((word * 7919 + n * 104_729) % GRAMS));
}

function counted(terms: readonly number[]): TermFrequencies {
  const frequencies = new Map<number, number>();
  for (const term of terms) frequencies.set(term, (frequencies.get(term) ?? 0) + 1);
  const sorted = [...frequencies].sort(([a], [b]) => a - b);
  return { terms: sorted.map(([term]) => term), frequencies: sorted.map(([, n]) => n), length: terms.length };
}

function unit(vector: readonly number[]): Float32Array {
  const size = Math.hypot(...vector);
  return Float32Array.from(vector, (part) => part / size);
}

function gaussians(random: () => number): number[] {
  return Array.from(
    { length: MODEL.dims },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}

/** The generator mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
