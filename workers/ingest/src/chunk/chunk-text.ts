import { type Block, readBlocks } from "./blocks.ts";
import { countWords, lineSpans, type Span, sentenceSpans, wordSpans } from "./segments.ts";

export interface TextChunk {
  /** The headings above it, outermost first, joined by " › ". */
  heading?: string | undefined;
  /** A verbatim span of the document's text. */
  text: string;
}

interface ChunkOptions {
  /** Sentences are packed up to this many words. */
  targetWords: number;
  /** A last piece below this joins the one before it. */
  tailWords: number;
  /** No chunk is longer, whatever its words. */
  maxChars: number;
}

export const CHUNK_OPTIONS: ChunkOptions = { targetWords: 200, tailWords: 40, maxChars: 3_000 };

const HEADING_MAX_CHARS = 300;

interface Unit extends Span {
  words: number;
}

interface Section {
  heading: string | undefined;
  blocks: Block[];
}

/** Whole sentences, list items and lines packed to about `targetWords`, never across a heading. Time is linear in the text. */
export function chunkText(
  text: string,
  format: "markdown" | "plain",
  options: ChunkOptions = CHUNK_OPTIONS,
): TextChunk[] {
  const chunks: TextChunk[] = [];
  for (const { heading, blocks } of readSections(readBlocks(text, format))) {
    const units = blocks.flatMap((block) => unitsOf(text, block, options));
    for (const span of pack(units, options)) {
      const body = text.slice(span.start, span.end).trim();
      if (body !== "") chunks.push(heading === undefined ? { text: body } : { heading, text: body });
    }
  }
  // A page of nothing but headings still says something.
  const whole = text.trim();
  if (chunks.length > 0 || whole === "") return chunks;
  return wordSpans(text, { start: 0, end: text.length }, { words: options.targetWords, chars: options.maxChars })
    .map((span) => ({ text: text.slice(span.start, span.end).trim() }))
    .filter((chunk) => chunk.text !== "");
}

function readSections(blocks: readonly Block[]): Section[] {
  const sections: Section[] = [];
  const path: { level: number; title: string }[] = [];
  let section: Section = { heading: undefined, blocks: [] };
  for (const block of blocks) {
    if (block.kind !== "heading") {
      section.blocks.push(block);
      continue;
    }
    if (section.blocks.length > 0) sections.push(section);
    while ((path.at(-1)?.level ?? 0) >= block.level) path.pop();
    if (block.title !== "") path.push({ level: block.level, title: block.title });
    const joined = path.map(({ title }) => title).join(" › ");
    section = { heading: joined === "" ? undefined : joined.slice(-HEADING_MAX_CHARS).toWellFormed(), blocks: [] };
  }
  if (section.blocks.length > 0) sections.push(section);
  return sections;
}

/** What packing may not cut: a list, table or code block that fits as a whole, else a sentence, an item or a line. */
function unitsOf(text: string, block: Block, options: ChunkOptions): Unit[] {
  const measured = (span: Span): Unit => ({ ...span, words: countWords(text.slice(span.start, span.end)) });
  const fits = (unit: Unit) => unit.words <= options.targetWords && unit.end - unit.start <= options.maxChars;
  if (block.kind !== "paragraph") {
    const whole = measured(block);
    if (fits(whole)) return [whole];
  }
  const parts = block.kind === "paragraph" ? sentenceSpans(text, block) : lineSpans(text, block);
  const limit = { words: options.targetWords, chars: options.maxChars };
  return parts.flatMap((part) => {
    const unit = measured(part);
    return fits(unit) ? [unit] : wordSpans(text, part, limit).map(measured);
  });
}

function pack(units: readonly Unit[], options: ChunkOptions): Span[] {
  const packed: Unit[] = [];
  let open: Unit | undefined;
  for (const unit of units) {
    const isFull =
      open !== undefined && (open.words + unit.words > options.targetWords || unit.end - open.start > options.maxChars);
    if (open === undefined || isFull) {
      open = { ...unit };
      packed.push(open);
    } else {
      open.end = unit.end;
      open.words += unit.words;
    }
  }
  joinTail(packed, options);
  return packed;
}

function joinTail(packed: Unit[], options: ChunkOptions): void {
  const tail = packed.at(-1);
  const before = packed.at(-2);
  if (tail === undefined || before === undefined || tail.words >= options.tailWords) return;
  if (tail.end - before.start > options.maxChars) return;
  before.end = tail.end;
  packed.pop();
}
