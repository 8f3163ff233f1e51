/**
 * Reads the little Markdown that answers use into plain data: paragraphs, lists, headings, code, bold
 * and `[n]` marks. Drawn as text nodes only, so nothing in an answer can become markup.
 */
export type Inline =
  | { kind: "text"; text: string }
  | { kind: "strong"; text: string }
  | { kind: "code"; text: string }
  | { kind: "mark"; n: number };

export type Block =
  | { kind: "paragraph"; inlines: Inline[] }
  | { kind: "heading"; inlines: Inline[] }
  | { kind: "list"; isOrdered: boolean; items: Inline[][] }
  | { kind: "code"; text: string };

const BULLET = /^\s*[-*•]\s+(.*)$/;
const NUMBER = /^\s*\d{1,3}[.)]\s+(.*)$/;
const HEADING = /^#{1,6}\s+(.*)$/;
const FENCE = /^\s*```/;
const INLINE = /\*\*([^*\n]+)\*\*|`([^`\n]+)`|\[(\d{1,3})\]/g;

export function parseRichText(text: string): Block[] {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const taken = takeBlock(lines, at);
    if (taken.block) blocks.push(taken.block);
    at = taken.next;
  }
  return blocks;
}

interface Taken {
  block?: Block;
  next: number;
}

function takeBlock(lines: readonly string[], start: number): Taken {
  const line = lines[start] ?? "";
  if (line.trim() === "") return { next: start + 1 };
  if (FENCE.test(line)) return takeCode(lines, start);
  const heading = HEADING.exec(line)?.[1];
  if (heading !== undefined) return { block: { kind: "heading", inlines: parseInline(heading) }, next: start + 1 };
  if (BULLET.test(line)) return takeList(lines, start, BULLET, false);
  if (NUMBER.test(line)) return takeList(lines, start, NUMBER, true);
  return takeParagraph(lines, start);
}

function takeCode(lines: readonly string[], start: number): Taken {
  let end = start + 1;
  while (end < lines.length && !FENCE.test(lines[end] ?? "")) end += 1;
  return { block: { kind: "code", text: lines.slice(start + 1, end).join("\n") }, next: end + 1 };
}

function takeList(lines: readonly string[], start: number, pattern: RegExp, isOrdered: boolean): Taken {
  const items: Inline[][] = [];
  let next = start;
  for (; next < lines.length; next += 1) {
    const item = pattern.exec(lines[next] ?? "")?.[1];
    if (item === undefined) break;
    items.push(parseInline(item));
  }
  return { block: { kind: "list", isOrdered, items }, next };
}

function takeParagraph(lines: readonly string[], start: number): Taken {
  let end = start + 1;
  while (end < lines.length && isPlain(lines[end] ?? "")) end += 1;
  return { block: { kind: "paragraph", inlines: parseInline(lines.slice(start, end).join("\n")) }, next: end };
}

function isPlain(line: string): boolean {
  return ![/^\s*$/, FENCE, HEADING, BULLET, NUMBER].some((pattern) => pattern.test(line));
}

export function parseInline(text: string): Inline[] {
  const inlines: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > from) inlines.push({ kind: "text", text: text.slice(from, match.index) });
    const [whole, strong, code, mark] = match;
    if (strong !== undefined) inlines.push({ kind: "strong", text: strong });
    else if (code !== undefined) inlines.push({ kind: "code", text: code });
    else inlines.push({ kind: "mark", n: Number(mark) });
    from = match.index + whole.length;
  }
  if (from < text.length) inlines.push({ kind: "text", text: text.slice(from) });
  return inlines;
}
