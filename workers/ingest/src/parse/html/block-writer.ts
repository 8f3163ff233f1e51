/** Blocks of Markdown-like text, written in document order. */
export interface BlockWriter {
  text(data: string): void;
  lineBreak(): void;
  /** Ends the block that is being written, if any. */
  boundary(): void;
  openHeading(level: number): void;
  closeHeading(): void;
  openList(ordered: boolean): void;
  closeList(): void;
  openItem(): void;
  openCode(): void;
  closeCode(): void;
  openTable(): void;
  closeTable(): void;
  openRow(): void;
  closeRow(): void;
  openCell(): void;
  closeCell(): void;
  /** How many blocks are finished; a position for `render`. */
  position(): number;
  render(from?: number, to?: number): string;
}

interface Block {
  text: string;
  /** Blocks of the same tight group are joined by one line end, all others by an empty line. */
  group: number | undefined;
}

interface List {
  ordered: boolean;
  items: number;
  group: number;
}

interface Table {
  group: number;
  cells: string[] | undefined;
  /** A table that holds headings, lists or tables arranges a page and has no rows of its own. */
  isLayout: boolean;
}

const MAX_INDENT = 8;

export function createBlockWriter(): BlockWriter {
  const blocks: Block[] = [];
  const lists: List[] = [];
  const tables: Table[] = [];
  let buffer: string[] = [];
  let prefix = "";
  let groups = 0;
  let isCode = false;

  const table = () => tables.at(-1);
  const inCell = () => table()?.cells !== undefined && !table()?.isLayout;
  const push = (text: string, group?: number) => blocks.push({ text, group });
  const indent = () => "  ".repeat(Math.min(Math.max(lists.length - 1, 0), MAX_INDENT));

  const take = () => {
    const text = collapse(buffer.join(""));
    buffer = [];
    return text;
  };

  const boundary = () => {
    if (isCode) return;
    if (inCell()) {
      buffer.push(" ");
      return;
    }
    const text = take();
    if (text === "") return;
    const list = lists.at(-1);
    const lead = list === undefined || prefix !== "" ? prefix : `${indent()}  `;
    push(lead + text, list?.group);
    prefix = "";
  };

  /** What a cell cannot hold turns its table into a layout: the cells so far become paragraphs. */
  const leaveCell = () => {
    const current = table();
    if (current === undefined || current.isLayout) return;
    current.isLayout = true;
    for (const cell of current.cells ?? []) if (cell !== "") push(cell);
    current.cells = undefined;
  };

  const structure = () => {
    leaveCell();
    boundary();
  };

  return {
    text: (data) => void buffer.push(isCode ? data : data.replace(/\s+/g, " ")),
    lineBreak: () => void buffer.push(inCell() ? " " : "\n"),
    boundary,
    openHeading(level) {
      structure();
      prefix = `${"#".repeat(level)} `;
    },
    closeHeading() {
      boundary();
      prefix = "";
    },
    openList(ordered) {
      structure();
      lists.push({ ordered, items: 0, group: lists.at(-1)?.group ?? ++groups });
    },
    closeList() {
      boundary();
      lists.pop();
      prefix = "";
    },
    openItem() {
      boundary();
      const list = lists.at(-1);
      if (list === undefined) return;
      list.items += 1;
      prefix = `${indent()}${list.ordered ? `${list.items}.` : "-"} `;
    },
    openCode() {
      structure();
      isCode = true;
    },
    closeCode() {
      if (!isCode) return;
      isCode = false;
      const code = buffer.join("").replace(/^\n+|\s+$/g, "");
      buffer = [];
      if (code !== "") push(`\`\`\`\n${code}\n\`\`\``);
    },
    openTable() {
      structure();
      tables.push({ group: ++groups, cells: undefined, isLayout: false });
    },
    closeTable() {
      boundary();
      tables.pop();
    },
    openRow() {
      const current = table();
      boundary();
      if (current !== undefined && !current.isLayout) current.cells = [];
    },
    closeRow() {
      const current = table();
      if (current?.cells === undefined) return;
      const cells = current.cells;
      current.cells = undefined;
      buffer = [];
      if (cells.every((cell) => cell === "")) return;
      if (cells.length === 1) push(cells.join(""), current.group);
      else push(`| ${cells.join(" | ")} |`, current.group);
    },
    openCell() {
      if (inCell()) buffer = [];
      else boundary();
    },
    closeCell() {
      if (inCell()) table()?.cells?.push(take().replaceAll("\n", " "));
      else boundary();
    },
    position: () => blocks.length,
    render: (from = 0, to = blocks.length) => join(blocks.slice(from, to)),
  };
}

function collapse(text: string): string {
  return text
    .replace(/ {2,}/g, " ")
    .split("\n")
    .map((line) => line.trim())
    .join("\n")
    .replace(/\n{2,}/g, "\n")
    .trim();
}

function join(blocks: readonly Block[]): string {
  const parts: string[] = [];
  for (const [index, block] of blocks.entries()) {
    const group = blocks[index - 1]?.group;
    if (index > 0) parts.push(group !== undefined && group === block.group ? "\n" : "\n\n");
    parts.push(block.text);
  }
  return parts.join("");
}
