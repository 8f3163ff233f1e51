/** One piece of text as the PDF places it; origin at the lower left. */
export interface PlacedText {
  text: string;
  x: number;
  y: number;
  width: number;
  height: number;
  endsLine: boolean;
}

export interface Line {
  text: string;
  y: number;
  height: number;
}

/** Pieces in reading order to lines, with a space wherever the gap shows one. */
export function toLines(pieces: readonly PlacedText[]): Line[] {
  const lines: Line[] = [];
  let parts: string[] = [];
  let last: PlacedText | undefined;
  let height = 0;
  const flush = () => {
    const text = parts.join("").replace(/\s+/g, " ").trim();
    if (text !== "" && last !== undefined) lines.push({ text, y: last.y, height });
    parts = [];
    height = 0;
  };
  for (const piece of pieces) {
    const size = Math.max(piece.height, 1);
    if (last !== undefined && Math.abs(piece.y - last.y) > size * 0.5) flush();
    else if (last !== undefined && piece.x - (last.x + last.width) > size * 0.15) parts.push(" ");
    parts.push(piece.text);
    height = Math.max(height, piece.height);
    last = piece;
    if (piece.endsLine) {
      flush();
      last = undefined;
    }
  }
  flush();
  return lines;
}

const HEADING_RATIO = 1.2;
const HEADING_MAX_CHARS = 150;
const PARAGRAPH_GAP = 1.7;

/** The size of type that most of the text is set in. */
export function bodyHeight(lines: readonly Line[]): number {
  const charsByHeight = new Map<number, number>();
  for (const line of lines) {
    const height = Math.round(line.height * 2) / 2;
    charsByHeight.set(height, (charsByHeight.get(height) ?? 0) + line.text.length);
  }
  let best = 0;
  let most = 0;
  for (const [height, chars] of charsByHeight) if (chars > most) [best, most] = [height, chars];
  return best;
}

/** Lines to paragraphs and headings: a wide gap ends a paragraph, larger type makes a heading, a hyphen at the end joins. */
export function toMarkdown(lines: readonly Line[], body: number): string {
  const blocks: string[] = [];
  let paragraph = "";
  let last: Line | undefined;
  const flush = () => {
    if (paragraph !== "") blocks.push(paragraph);
    paragraph = "";
  };
  for (const line of lines) {
    const level = headingLevel(line, body);
    const gap = last === undefined ? 0 : last.y - line.y;
    if (level !== undefined) {
      flush();
      blocks.push(`${"#".repeat(level)} ${line.text}`);
    } else {
      if (gap < 0 || gap > Math.max(line.height, body) * PARAGRAPH_GAP || startsItem(line.text)) flush();
      paragraph = continueParagraph(paragraph, line.text);
    }
    last = line;
  }
  flush();
  return blocks.join("\n\n");
}

function headingLevel(line: Line, body: number): number | undefined {
  if (body <= 0 || line.text.length > HEADING_MAX_CHARS || !/\p{L}/u.test(line.text)) return undefined;
  const ratio = line.height / body;
  if (ratio < HEADING_RATIO) return undefined;
  return ratio >= 1.7 ? 1 : ratio >= 1.4 ? 2 : 3;
}

const startsItem = (text: string) => /^(?:[•●▪‣*–-]|\d{1,3}[.)])\s/.test(text);

function continueParagraph(paragraph: string, text: string): string {
  if (paragraph === "") return text;
  // Justified text hyphenates words; a following lower-case letter tells that from a real hyphen at the end.
  if (/\p{Ll}-$/u.test(paragraph) && /^\p{Ll}/u.test(text)) return paragraph.slice(0, -1) + text;
  return `${paragraph} ${text}`;
}
