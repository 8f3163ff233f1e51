/** A run of lines that belong together; `start` and `end` are offsets in the text. */
export interface Block {
  readonly kind: "paragraph" | "item" | "heading" | "table" | "code";
  readonly start: number;
  readonly end: number;
  /** Of an item: where its words begin, behind the bullet or number. */
  readonly contentStart: number;
  readonly isOrdered: boolean;
}

const FENCE = /^\s*(```|~~~)/u;
const HEADING = /^\s{0,3}#{1,6}\s/u;
const ITEM = /^\s*(?:[-*+•]|(\d{1,3})[.)])\s+(?=\S)/u;
const TABLE = /^\s*\|.*\|\s*$/u;
const INDENTED_CODE = /^(?: {4}|\t)/u;

/** Splits Markdown or plain text into blocks, hard-wrapped lines joined. Linear in the text. */
export function readBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  let isFenced = false;
  let start = 0;
  const close = (): void => {
    if (open) blocks.push(open);
    open = undefined;
  };
  for (const line of text.split("\n")) {
    const end = start + line.length;
    const isFence = FENCE.test(line);
    if (isFenced || isFence) {
      if (open?.kind !== "code") close();
      open = extend(open, { kind: "code", start, end });
      if (isFence) isFenced = !isFenced;
    } else if (line.trim() === "") {
      close();
    } else {
      const next = readLine(line, start, open);
      if (!continues(open, next)) close();
      open = extend(open, next);
    }
    start = end + 1;
  }
  close();
  return blocks;
}

type Line = Pick<Block, "kind" | "start" | "end"> & Partial<Block>;

function readLine(line: string, start: number, open: Block | undefined): Line {
  const end = start + line.length;
  if (HEADING.test(line)) return { kind: "heading", start, end };
  const item = ITEM.exec(line);
  if (item) {
    return { kind: "item", start, end, contentStart: start + item[0].length, isOrdered: item[1] !== undefined };
  }
  if (TABLE.test(line)) return { kind: "table", start, end };
  if (INDENTED_CODE.test(line) && open?.kind !== "item" && open?.kind !== "paragraph")
    return { kind: "code", start, end };
  return { kind: "paragraph", start, end };
}

function continues(open: Block | undefined, line: Line): boolean {
  if (!open) return false;
  if (line.kind === "paragraph") return open.kind === "paragraph" || open.kind === "item";
  return line.kind === open.kind && (line.kind === "table" || line.kind === "code");
}

function extend(open: Block | undefined, line: Line): Block {
  if (open) return { ...open, end: line.end };
  return { contentStart: line.start, isOrdered: false, ...line };
}
