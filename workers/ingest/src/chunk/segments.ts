/** A half-open range of the document's text. */
export interface Span {
  start: number;
  end: number;
}

const UNSPACED = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmr}\p{scx=Mymr}]/u;

const sentences = new Intl.Segmenter(undefined, { granularity: "sentence" });
const words = new Intl.Segmenter(undefined, { granularity: "word" });
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Words as a reader counts them; only scripts that write without spaces need a dictionary. */
export function countWords(text: string): number {
  let count = 0;
  if (UNSPACED.test(text)) {
    for (const segment of words.segment(text)) if (segment.isWordLike) count += 1;
    return count;
  }
  let isInside = false;
  for (let at = 0; at < text.length; at++) {
    const isSpace = text.charCodeAt(at) <= 32;
    if (!isSpace && !isInside) count += 1;
    isInside = !isSpace;
  }
  return count;
}

/** The sentences of a span. A line end inside a paragraph is a space, not the end of a sentence. */
export function sentenceSpans(text: string, { start, end }: Span): Span[] {
  const spans: Span[] = [];
  for (const { index, segment } of sentences.segment(text.slice(start, end).replaceAll("\n", " "))) {
    spans.push({ start: start + index, end: start + index + segment.length });
  }
  return spans;
}

/** The lines of a span, without their line ends. */
export function lineSpans(text: string, { start, end }: Span): Span[] {
  const spans: Span[] = [];
  for (let at = start; at < end; ) {
    const next = text.indexOf("\n", at);
    const stop = next === -1 || next > end ? end : next;
    spans.push({ start: at, end: stop });
    at = stop + 1;
  }
  return spans;
}

/** Cuts a span into pieces of at most so many words and characters, between words, or between graphemes where a "word" has no end. */
export function wordSpans(text: string, span: Span, limit: { words: number; chars: number }): Span[] {
  const pieces: Span[] = [];
  let start = span.start;
  let end = span.start;
  let count = 0;
  const cut = () => {
    if (end > start) pieces.push({ start, end });
    start = end;
    count = 0;
  };
  for (const { index, segment, isWordLike } of words.segment(text.slice(span.start, span.end))) {
    const from = span.start + index;
    if ((isWordLike && count === limit.words) || from + segment.length - start > limit.chars) cut();
    if (segment.length > limit.chars) {
      pieces.push(...graphemeSpans(text, { start: from, end: from + segment.length }, limit.chars));
      start = from + segment.length;
    }
    end = from + segment.length;
    if (isWordLike) count += 1;
  }
  cut();
  return pieces;
}

function graphemeSpans(text: string, span: Span, maxChars: number): Span[] {
  const pieces: Span[] = [];
  let start = span.start;
  const cut = (at: number) => {
    if (at > start) pieces.push({ start, end: at });
    start = at;
  };
  for (const { index, segment } of graphemes.segment(text.slice(span.start, span.end))) {
    const from = span.start + index;
    if (from + segment.length - start > maxChars) cut(from);
    // A letter under thousands of accents is no letter: cut it anywhere but inside a surrogate pair.
    while (from + segment.length - start > maxChars) cut(pairStart(text, start + maxChars));
  }
  cut(span.end);
  return pieces;
}

function pairStart(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}
