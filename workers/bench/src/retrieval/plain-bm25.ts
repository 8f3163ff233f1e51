import { stemmer as english } from "@orama/stemmers/english";
import { stemmer as german } from "@orama/stemmers/german";
import { stemmer as spanish } from "@orama/stemmers/spanish";
import { stemmer as turkish } from "@orama/stemmers/turkish";
import type { DataSet } from "./data-set.ts";

const K1 = 1.2;
const B = 0.75;
const STEMMERS: Readonly<Record<string, (word: string) => string>> = {
  de: german,
  en: english,
  es: spanish,
  tr: turkish,
};

/** Document ids, best first; those without any word of the query are left out. */
export type Search = (query: string) => string[];

/**
 * The yardstick: textbook BM25 over whole documents, title and text as one field, stemmed words, nothing
 * else. Shares no code with the product, so that a fault there cannot hide here.
 */
export function plainBm25(docs: DataSet["docs"], locale: string): Search {
  const stem = STEMMERS[locale.slice(0, 2)] ?? ((word: string) => word);
  const wordsOf = (text: string) =>
    (text.toLocaleLowerCase(locale).match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).map((word) => stem(word));
  const lengths: number[] = [];
  const postings = new Map<string, Map<number, number>>();
  docs.forEach((doc, index) => {
    const words = wordsOf(`${doc.title} ${doc.text}`);
    lengths.push(words.length);
    for (const word of words) {
      const counts = postings.get(word) ?? new Map<number, number>();
      counts.set(index, (counts.get(index) ?? 0) + 1);
      postings.set(word, counts);
    }
  });
  const averageLength = lengths.reduce((sum, length) => sum + length, 0) / docs.length;

  return (query) => {
    const scores = new Map<number, number>();
    for (const word of wordsOf(query)) {
      const counts = postings.get(word) ?? new Map<number, number>();
      const idf = Math.log(1 + (docs.length - counts.size + 0.5) / (counts.size + 0.5));
      for (const [index, count] of counts) {
        const saturation = K1 * (1 - B + (B * (lengths[index] ?? 0)) / averageLength);
        scores.set(index, (scores.get(index) ?? 0) + (idf * count * (K1 + 1)) / (count + saturation));
      }
    }
    const ranked = [...scores].sort(([a, x], [b, y]) => y - x || a - b);
    return ranked.flatMap(([index]) => docs[index]?.id ?? []);
  };
}
