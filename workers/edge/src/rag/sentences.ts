import { readBlocks } from "./blocks.ts";

/** A sentence, a list item or a heading of a chunk; `text.slice(start, end)` is the verbatim span. */
export interface Sentence {
  readonly start: number;
  readonly end: number;
  readonly kind: "sentence" | "item" | "heading";
  readonly isOrdered: boolean;
  /** Which block of the chunk it is in, counted from 0. */
  readonly block: number;
}

/** Abbreviations that a full stop does not end a sentence after, in the languages we know phrases of. */
const ABBREVIATION =
  /(?:^|[\s(])(?:e\.g|i\.e|etc|vs|approx|no|nr|mr|mrs|ms|dr|prof|st|z\.\s?b|d\.\s?h|u\.\s?a|bzw|ca|inkl|ggf|usw|p\.\s?ej|sr|sra|ud|uds|art|env|av|örn|vb|vs|[a-z])\.\s*$/iu;

const IMAGE = /!\[[^\]]*\]\([^)]*\)/gu;

/** The sentences of a chunk in their order; tables and code are none. */
export function readSentences(text: string, locale: string): Sentence[] {
  const segmenter = segmenterOf(locale);
  return readBlocks(text).flatMap((block, index): Sentence[] => {
    if (block.kind === "table" || block.kind === "code") return [];
    const common = { isOrdered: block.isOrdered, block: index };
    if (block.kind !== "paragraph") {
      const span = trimSpan(text, block.contentStart, block.end);
      return span ? [{ ...span, ...common, kind: block.kind }] : [];
    }
    return splitParagraph(text, block, segmenter).map((span) => ({ ...span, ...common, kind: "sentence" }));
  });
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function splitParagraph(text: string, block: Span, segmenter: Intl.Segmenter): Span[] {
  // A line end or an image would mislead the segmenter; spaces of the same length keep the offsets.
  const flat = text
    .slice(block.start, block.end)
    .replaceAll("\n", " ")
    .replace(IMAGE, (image) => " ".repeat(image.length));
  const spans: Span[] = [];
  let start = 0;
  for (const { index, segment } of segmenter.segment(flat)) {
    const end = index + segment.length;
    const next = flat.slice(end).trimStart();
    if (next !== "" && (ABBREVIATION.test(segment) || /^\p{Ll}/u.test(next.slice(0, 2)))) continue;
    const span = trimSpan(text, block.start + start, block.start + end);
    if (span) spans.push(span);
    start = end;
  }
  return spans;
}

function trimSpan(text: string, from: number, to: number): Span | undefined {
  const raw = text.slice(from, to);
  const start = from + raw.length - raw.trimStart().length;
  const end = from + raw.trimEnd().length;
  return start < end ? { start, end } : undefined;
}

const segmenters = new Map<string, Intl.Segmenter>();

function segmenterOf(locale: string): Intl.Segmenter {
  const known = segmenters.get(locale);
  if (known) return known;
  const segmenter = new Intl.Segmenter(locale, { granularity: "sentence" });
  segmenters.set(locale, segmenter);
  return segmenter;
}
