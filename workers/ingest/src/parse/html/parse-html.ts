import { Parser } from "htmlparser2";
import { cleanLine, cleanText } from "../clean-text.ts";
import type { ParsedDocument } from "../parsed-document.ts";
import { type BlockWriter, createBlockWriter } from "./block-writer.ts";
import { isFurniture } from "./furniture.ts";

const BLOCKS = new Set(
  "address article aside blockquote body center dd details div dl dt fieldset figcaption figure form hr main p section summary tbody tfoot thead".split(
    " ",
  ),
);

type Step = (writer: BlockWriter) => void;

const OPEN: Readonly<Record<string, Step>> = {
  br: (w) => w.lineBreak(),
  ul: (w) => w.openList(false),
  menu: (w) => w.openList(false),
  ol: (w) => w.openList(true),
  li: (w) => w.openItem(),
  pre: (w) => w.openCode(),
  table: (w) => w.openTable(),
  tr: (w) => w.openRow(),
  td: (w) => w.openCell(),
  th: (w) => w.openCell(),
  caption: (w) => w.boundary(),
};

const CLOSE: Readonly<Record<string, Step>> = {
  ul: (w) => w.closeList(),
  menu: (w) => w.closeList(),
  ol: (w) => w.closeList(),
  li: (w) => w.boundary(),
  pre: (w) => w.closeCode(),
  table: (w) => w.closeTable(),
  tr: (w) => w.closeRow(),
  td: (w) => w.closeCell(),
  th: (w) => w.closeCell(),
  caption: (w) => w.boundary(),
};

const headingLevel = (name: string) => (/^h[1-6]$/.test(name) ? Number(name[1]) : undefined);

/** Below this much text a `<main>` or `<article>` is a teaser, not the page. */
const MAIN_MIN_CHARS = 200;

interface Range {
  from: number;
  to: number;
}

interface Walk {
  readonly writer: BlockWriter;
  readonly mains: Range[];
  depth: number;
  /** Depth at which an element is being left out, with all that it holds. */
  skipDepth: number | undefined;
  /** Depth and first block of the outermost main or article element. */
  main: { depth: number; from: number } | undefined;
  title: string[] | undefined;
  isTitle: boolean;
}

function openTag(walk: Walk, name: string, attributes: Readonly<Record<string, string>>): void {
  walk.depth += 1;
  if (walk.skipDepth !== undefined) return;
  if (name === "title" && walk.title === undefined) {
    walk.title = [];
    walk.isTitle = true;
  } else if (isFurniture(name, attributes, walk.main !== undefined)) {
    walk.writer.boundary();
    walk.skipDepth = walk.depth;
  } else {
    if ((name === "main" || name === "article") && walk.main === undefined) {
      walk.writer.boundary();
      walk.main = { depth: walk.depth, from: walk.writer.position() };
    }
    const level = headingLevel(name);
    if (level !== undefined) walk.writer.openHeading(level);
    else if (BLOCKS.has(name)) walk.writer.boundary();
    else OPEN[name]?.(walk.writer);
  }
}

function closeTag(walk: Walk, name: string): void {
  const depth = walk.depth;
  walk.depth -= 1;
  if (name === "title") walk.isTitle = false;
  if (walk.skipDepth !== undefined) {
    if (depth <= walk.skipDepth) walk.skipDepth = undefined;
    return;
  }
  if (headingLevel(name) !== undefined) walk.writer.closeHeading();
  else if (BLOCKS.has(name)) walk.writer.boundary();
  else CLOSE[name]?.(walk.writer);
  if (walk.main?.depth === depth) {
    walk.writer.boundary();
    walk.mains.push({ from: walk.main.from, to: walk.writer.position() });
    walk.main = undefined;
  }
}

/** The text of a page without its furniture; of its `<main>` or `<article>` alone where there is one worth the name. */
export function parseHtml(html: string): ParsedDocument {
  const writer = createBlockWriter();
  const walk: Walk = {
    writer,
    mains: [],
    depth: 0,
    skipDepth: undefined,
    main: undefined,
    title: undefined,
    isTitle: false,
  };
  const parser = new Parser({
    onopentag: (name, attributes) => openTag(walk, name, attributes),
    onclosetag: (name) => closeTag(walk, name),
    ontext: (data) => {
      if (walk.isTitle) walk.title?.push(data);
      else if (walk.skipDepth === undefined) writer.text(data);
    },
  });
  parser.end(cleanText(html));
  writer.boundary();
  const main = walk.mains.map(({ from, to }) => writer.render(from, to)).join("\n\n");
  const whole = writer.render();
  const text = (main.length >= MAIN_MIN_CHARS || main.length * 2 >= whole.length ? main : whole) || whole;
  const title = cleanLine(walk.title?.join("") ?? "", 300) || cleanLine(/^# (.*)$/m.exec(whole)?.[1] ?? "", 300);
  return { title: title === "" ? undefined : title, text: cleanText(text).trim(), format: "markdown" };
}
