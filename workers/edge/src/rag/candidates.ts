import { coverageOf, type TermWeights } from "./evidence-weights.ts";
import type { Passage } from "./passage.ts";
import { readSentences, type Sentence } from "./sentences.ts";
import type { ReadTerms } from "./terms.ts";

/** A sentence that an answer could be made of. */
export interface Candidate {
  readonly passage: Passage;
  readonly sentence: Sentence;
  /** Place among the sentences of its passage. */
  readonly index: number;
  readonly terms: ReadonlySet<number>;
  readonly wordCount: number;
  readonly isQuestion: boolean;
  /** Announces what follows: "The steps are:". */
  readonly isIntro: boolean;
  readonly score: number;
}

export interface RankInput {
  readonly passages: readonly Passage[];
  readonly weights: TermWeights;
  readonly locale: string;
  readonly read: ReadTerms;
  /** The question asks how something is done. */
  readonly wantsSteps: boolean;
}

/** How much a word counts that stands not in the sentence but in what leads to it. */
const LEAD_WEIGHTS = [0.7, 0.45];
const TITLE_WEIGHT = 0.3;
/** Share of a sentence's score that hangs on the rank of its passage. */
const PASSAGE_SHARE = 0.35;
const POSITION_BONUS = 0.04;
const SHORT_WORDS = 4;
const LONG_WORDS = 60;

/** Every sentence of the passages with its score, in reading order. */
export function rankSentences({ passages, weights, locale, read }: Omit<RankInput, "wantsSteps">): Candidate[] {
  const bestScore = Math.max(...passages.map((passage) => passage.score), Number.EPSILON);
  return passages.flatMap((passage) => {
    const rank = 1 - PASSAGE_SHARE + PASSAGE_SHARE * Math.max(0, passage.score / bestScore);
    const titleTerms = termSet(read, `${passage.title} ${passage.heading ?? ""}`);
    const bare = readSentences(passage.text, locale).map((sentence, index) => describe(passage, sentence, index, read));
    return bare.map((candidate, index) => {
      const leads = leadsOf(bare, index);
      const relevance = relevanceOf(candidate, { leads, titleTerms, weights });
      return { ...candidate, score: relevance * rank * fitness(candidate) + (relevance > 0 ? bonus(index) : 0) };
    });
  });
}

function describe(passage: Passage, sentence: Sentence, index: number, read: ReadTerms): Candidate {
  const text = passage.text.slice(sentence.start, sentence.end);
  const terms = read(text);
  return {
    passage,
    sentence,
    index,
    terms: new Set(terms.map((term) => term.id)),
    wordCount: terms.length,
    isQuestion: /[?？؟]["')\]*_»”]*$/u.test(text),
    isIntro: /[:：]["')\]*_»”]*$/u.test(text),
    score: 0,
  };
}

/** The question, heading or announcement that the sentence answers to, the nearest first. */
function leadsOf(candidates: readonly Candidate[], index: number): (ReadonlySet<number> | undefined)[] {
  const leads = LEAD_WEIGHTS.map((_, distance) => {
    const before = candidates[index - 1 - distance];
    return before && isLead(before) ? before.terms : undefined;
  });
  const self = candidates[index];
  if (self?.sentence.kind !== "item") return leads;
  const intro = candidates.slice(0, index).findLast(({ sentence }) => sentence.kind !== "item");
  return [intro && isLead(intro) ? intro.terms : leads[0], leads[1]];
}

function isLead({ isQuestion, isIntro, sentence }: Candidate): boolean {
  return isQuestion || isIntro || sentence.kind === "heading";
}

interface Surroundings {
  readonly leads: readonly (ReadonlySet<number> | undefined)[];
  readonly titleTerms: ReadonlySet<number>;
  readonly weights: TermWeights;
}

/** Weight of the question's words in the sentence, and for less in what leads to it. */
function relevanceOf({ terms }: Candidate, { leads, titleTerms, weights }: Surroundings): number {
  let held = 0;
  let total = 0;
  for (const [id, weight] of weights) {
    total += weight;
    if (terms.has(id)) {
      held += weight;
      continue;
    }
    const lead = LEAD_WEIGHTS.find((_, distance) => leads[distance]?.has(id));
    held += weight * (lead ?? (titleTerms.has(id) ? TITLE_WEIGHT : 0));
  }
  return total === 0 ? 0 : held / total;
}

/** A heading or a question answers nothing; fragments and endless sentences seldom do. */
function fitness({ sentence, isQuestion, isIntro, wordCount }: Candidate): number {
  if (sentence.kind === "heading" || isQuestion) return 0.1;
  if (isIntro) return 0.7;
  if (wordCount < SHORT_WORDS) return sentence.kind === "item" ? 0.8 : 0.6;
  return wordCount > LONG_WORDS ? 0.8 : 1;
}

function bonus(index: number): number {
  return POSITION_BONUS / (1 + index);
}

export function termSet(read: ReadTerms, text: string): ReadonlySet<number> {
  return new Set(read(text).map((term) => term.id));
}

/** Coverage of the best passage, its title and heading included. */
export function bestCoverage(passageTerms: readonly ReadonlySet<number>[], weights: TermWeights): number {
  return Math.max(0, ...passageTerms.map((terms) => coverageOf(weights, terms)));
}
