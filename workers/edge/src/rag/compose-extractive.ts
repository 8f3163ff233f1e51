import type { Citation } from "@netvexa/contract/answer";
import { type Candidate, type RankInput, rankSentences } from "./candidates.ts";
import { citationOf } from "./citation.ts";
import type { Passage } from "./passage.ts";
import { plainSentence } from "./plain-sentence.ts";
import type { Sentence } from "./sentences.ts";

export interface ExtractiveAnswer {
  /** To be streamed in this order; their concatenation is the answer. */
  readonly pieces: readonly string[];
  readonly citations: Citation[];
}

const MAX_SENTENCES = 3;
const MAX_ITEMS = 8;
/** A further sentence must be about as good as the best one, and say something else. */
const MIN_SHARE_OF_BEST = 0.5;
const MAX_SIMILARITY = 0.6;
const MAX_CONTAINMENT = 0.9;
const MIN_STEP_SHARE = 0.5;

/** Puts together what the passages say to the question in their own sentences, each with its mark; undefined if nothing fits. */
export function composeExtractive(input: RankInput): ExtractiveAnswer | undefined {
  const candidates = rankSentences(input);
  const ranked = candidates.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score);
  const [best] = ranked;
  if (!best) return undefined;
  const start = (input.wantsSteps ? firstStep(best, ranked) : undefined) ?? best;
  return write(inReadingOrder(listAround(start, candidates) ?? choose(best, ranked)));
}

/** The best step of any list that is nearly as good as the best sentence. */
function firstStep(best: Candidate, ranked: readonly Candidate[]): Candidate | undefined {
  return ranked.find(({ score, sentence }) => isStep(sentence) && score >= best.score * MIN_STEP_SHARE);
}

function isStep({ kind, isOrdered }: Sentence): boolean {
  return kind === "item" && isOrdered;
}

/** The whole list that the best sentence announces or, if the order matters, belongs to. */
function listAround(best: Candidate, candidates: readonly Candidate[]): Candidate[] | undefined {
  const own = candidates.filter(({ passage }) => passage === best.passage);
  const isInList = isStep(best.sentence);
  if (!isInList && !(best.isIntro && own[best.index + 1]?.sentence.kind === "item")) return undefined;
  let first = isInList ? best.index : best.index + 1;
  while (own[first - 1]?.sentence.kind === "item") first -= 1;
  let end = first;
  while (own[end]?.sentence.kind === "item" && end - first < MAX_ITEMS) end += 1;
  const intro = own[first - 1];
  const items = own.slice(first, end);
  return intro?.isIntro && intro.sentence.kind === "sentence" ? [intro, ...items] : items;
}

function choose(best: Candidate, ranked: readonly Candidate[]): Candidate[] {
  const chosen = [best];
  for (const candidate of ranked) {
    if (chosen.length === MAX_SENTENCES || candidate.score < best.score * MIN_SHARE_OF_BEST) break;
    if (candidate === best || candidate.isIntro || isStep(candidate.sentence)) continue;
    if (!chosen.some((other) => isRepeat(other.terms, candidate.terms))) chosen.push(candidate);
  }
  return chosen;
}

/** True if one sentence says about the same as the other, or is a part of it. */
function isRepeat(a: ReadonlySet<number>, b: ReadonlySet<number>): boolean {
  const shared = [...a].filter((term) => b.has(term)).length;
  const all = a.size + b.size - shared;
  return shared >= MAX_SIMILARITY * all || shared >= MAX_CONTAINMENT * Math.min(a.size, b.size);
}

/** Passages in the order of their best sentence, the sentences of a passage as they stand in it. */
function inReadingOrder(chosen: readonly Candidate[]): Candidate[] {
  const passages = [...new Set(chosen.map(({ passage }) => passage))];
  return passages.flatMap((passage) =>
    chosen.filter((candidate) => candidate.passage === passage).sort((a, b) => a.index - b.index),
  );
}

function write(chosen: readonly Candidate[]): ExtractiveAnswer | undefined {
  const pieces: string[] = [];
  // Numbered in the order of reading: a first mark that says [4] looks like something is missing.
  const used = new Map<Passage, { n: number; sentences: Sentence[] }>();
  const isList = chosen.length > 1;
  let steps = 0;
  for (const { passage, sentence } of chosen) {
    const text = plainSentence(passage.text.slice(sentence.start, sentence.end));
    if (text === "") continue;
    const isItem = isList && sentence.kind === "item";
    if (isItem) steps += 1;
    const bullet = isItem ? bulletOf(sentence, steps) : "";
    const source = used.get(passage) ?? { n: used.size + 1, sentences: [] };
    source.sentences.push(sentence);
    used.set(passage, source);
    pieces.push(...inPieces(`${gapBefore(pieces, isItem)}${bullet}${text} [${source.n}]`));
  }
  if (pieces.length === 0) return undefined;
  return {
    pieces,
    citations: [...used].map(([passage, { n, sentences }]) => citationOf({ ...passage, n }, sentences)),
  };
}

function bulletOf({ isOrdered }: Sentence, number: number): string {
  return isOrdered ? `${number}. ` : "- ";
}

function gapBefore(pieces: readonly string[], isItem: boolean): string {
  if (pieces.length === 0) return "";
  return isItem ? "\n" : " ";
}

/** Runs of a few words, so that a long answer appears while it is read. */
function inPieces(text: string): string[] {
  return text.match(/[\s\S]{1,60}(?=\s|$)|[\s\S]{1,60}/gu) ?? [];
}
