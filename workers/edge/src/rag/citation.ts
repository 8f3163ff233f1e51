import type { Citation } from "@netvexa/contract/answer";
import type { Passage } from "./passage.ts";

interface Span {
  readonly start: number;
  readonly end: number;
}

const QUOTE_MAX_CHARS = 600;

/** A citation whose quote is the stretch from the first to the last span, or the first span alone if that is too long. */
export function citationOf(passage: Passage, spans: readonly Span[]): Citation {
  const first = spans[0] ?? { start: 0, end: passage.text.length };
  const end = Math.max(first.end, ...spans.map((span) => span.end));
  const whole = end - first.start <= QUOTE_MAX_CHARS ? { start: first.start, end } : first;
  return {
    n: passage.n,
    chunkId: passage.chunkId,
    documentId: passage.documentId,
    ...(passage.externalId === undefined ? {} : { externalId: passage.externalId }),
    title: passage.title,
    ...(passage.url === undefined ? {} : { url: passage.url }),
    quote: cut(passage.text.slice(whole.start, whole.end)),
  };
}

/** Shortens at a word's end; the rest is still a verbatim span. */
function cut(text: string): string {
  if (text.length <= QUOTE_MAX_CHARS) return text;
  const head = text.slice(0, QUOTE_MAX_CHARS);
  const atWord = head.replace(/\s+\S*$/u, "");
  return (atWord === "" ? head : atWord).toWellFormed();
}
