import type { WireCitation } from "@netvexa/contract/frames/wire";
import type { Hit } from "@netvexa/contract/http/answers";

export interface Passage {
  chunkId: string;
  title: string;
  url?: string | undefined;
  text: string;
  /** Absent for a passage that the answer cites but this search did not return. */
  score?: number | undefined;
  citations: readonly WireCitation[];
}

/** What the search found, in its order, each with the citations that point at it; then what was cited besides. */
export function mergePassages(hits: readonly Hit[], citations: readonly WireCitation[]): Passage[] {
  const found = hits.map((hit) => ({
    chunkId: hit.chunkId as string,
    title: hit.title,
    url: hit.url,
    text: hit.text,
    score: hit.score,
    citations: citations.filter((citation) => citation.chunkId === hit.chunkId),
  }));
  const known = new Set(found.map((passage) => passage.chunkId));
  const besides = new Map<string, Passage>();
  for (const citation of citations) {
    if (known.has(citation.chunkId)) continue;
    const seen = besides.get(citation.chunkId);
    besides.set(citation.chunkId, {
      chunkId: citation.chunkId,
      title: citation.title,
      url: citation.url,
      text: seen ? `${seen.text}\n…\n${citation.quote}` : citation.quote,
      citations: [...(seen?.citations ?? []), citation],
    });
  }
  return [...found, ...besides.values()];
}

export interface Span {
  text: string;
  isQuoted: boolean;
}

/** Cuts a passage into quoted and other text. Quotes are verbatim spans; overlapping ones become one. */
export function markQuotes(text: string, quotes: readonly string[]): Span[] {
  const ranges = quotes
    .map((quote) => ({ from: quote === "" ? -1 : text.indexOf(quote), length: quote.length }))
    .filter(({ from }) => from >= 0)
    .sort((one, other) => one.from - other.from);
  const spans: Span[] = [];
  let at = 0;
  for (const { from, length } of ranges) {
    const end = from + length;
    if (end <= at) continue;
    const start = Math.max(from, at);
    if (start > at) spans.push({ text: text.slice(at, start), isQuoted: false });
    spans.push({ text: text.slice(start, end), isQuoted: true });
    at = end;
  }
  if (at < text.length) spans.push({ text: text.slice(at), isQuoted: false });
  return spans;
}
