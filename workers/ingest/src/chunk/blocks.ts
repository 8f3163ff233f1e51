import type { Span } from "./segments.ts";

type BlockKind = "heading" | "paragraph" | "list" | "table" | "code";

export interface Block extends Span {
  kind: BlockKind;
  /** Of a heading: 1 to 6 and its own words. */
  level: number;
  title: string;
}

const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*))?$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const ITEM = /^\s{0,20}(?:[-*+•]|\d{1,4}[.)])\s/;
const ROW = /^\s{0,3}\|/;
const UNDERLINE = /^ {0,3}(?:={3,}|-{3,})\s*$/;

interface Scan {
  readonly blocks: Block[];
  open: Block | undefined;
  /** The fence that a code block waits for. */
  fence: string | undefined;
  /** An empty line came after the list that is still open. */
  isLoose: boolean;
}

/** Splits Markdown into blocks, one pass over its lines. Plain text knows paragraphs only. */
export function readBlocks(text: string, format: "markdown" | "plain"): Block[] {
  const scan: Scan = { blocks: [], open: undefined, fence: undefined, isLoose: false };
  for (let start = 0; start <= text.length; ) {
    const next = text.indexOf("\n", start);
    const end = next === -1 ? text.length : next;
    const line = text.slice(start, end);
    if (format === "plain") readPlainLine(scan, line, { start, end });
    else readLine(scan, line, { start, end });
    start = end + 1;
  }
  close(scan);
  return scan.blocks;
}

function close(scan: Scan): void {
  if (scan.open !== undefined) scan.blocks.push(scan.open);
  scan.open = undefined;
  scan.isLoose = false;
}

function extend(scan: Scan, kind: BlockKind, { start, end }: Span): void {
  if (scan.open?.kind !== kind) {
    close(scan);
    scan.open = { kind, start, end, level: 0, title: "" };
  }
  scan.open.end = end;
  scan.isLoose = false;
}

function readPlainLine(scan: Scan, line: string, span: Span): void {
  if (line.trim() === "") close(scan);
  else extend(scan, "paragraph", span);
}

function readLine(scan: Scan, line: string, span: Span): void {
  if (scan.fence !== undefined) readCodeLine(scan, line, span);
  else if (line.trim() === "") readEmptyLine(scan);
  else if (!readMarkedLine(scan, line, span)) readTextLine(scan, line, span);
}

function readCodeLine(scan: Scan, line: string, span: Span): void {
  extend(scan, "code", span);
  if (scan.fence !== undefined && line.trim().startsWith(scan.fence)) {
    scan.fence = undefined;
    close(scan);
  }
}

function readEmptyLine(scan: Scan): void {
  if (scan.open?.kind === "list") scan.isLoose = true;
  else close(scan);
}

/** Lines that say by their first characters what they are. */
function readMarkedLine(scan: Scan, line: string, span: Span): boolean {
  const fence = FENCE.exec(line)?.[1];
  const heading = HEADING.exec(line);
  if (fence !== undefined) {
    close(scan);
    scan.fence = fence;
    extend(scan, "code", span);
  } else if (heading !== null) {
    addHeading(scan, span, heading[1]?.length ?? 1, heading[2] ?? "");
  } else if (ROW.test(line)) {
    extend(scan, "table", span);
  } else if (ITEM.test(line)) {
    extend(scan, "list", span);
  } else {
    return false;
  }
  return true;
}

function readTextLine(scan: Scan, line: string, span: Span): void {
  const { open } = scan;
  if (UNDERLINE.test(line)) {
    if (open?.kind === "paragraph") underline(scan, open, line, span);
    else close(scan);
  } else if (open?.kind === "list" && (!scan.isLoose || /^\s{2}/.test(line))) {
    extend(scan, "list", span);
  } else {
    if (open?.kind !== "paragraph") close(scan);
    extend(scan, "paragraph", span);
    if (scan.open !== undefined) scan.open.title = line;
  }
}

/** A line of `===` or `---` makes the line above it a heading. */
function underline(scan: Scan, open: Block, line: string, span: Span): void {
  const title = open.title;
  open.end = span.start - 1 - title.length - 1;
  scan.open = open.end > open.start ? open : undefined;
  addHeading(scan, { start: span.start - 1 - title.length, end: span.end }, line.includes("=") ? 1 : 2, title);
}

function addHeading(scan: Scan, { start, end }: Span, level: number, raw: string): void {
  close(scan);
  scan.blocks.push({ kind: "heading", start, end, level, title: raw.replace(/[ \t]#+[ \t]*$/, "").trim() });
}
