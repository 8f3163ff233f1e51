/**
 * The little Markdown that answers use, as a tree of a fixed set of kinds. Whatever an answer says can
 * only ever become one of these or text. Every pattern scans in linear time.
 */
export type Tree = string | Branch;

export interface Branch {
  tag: "p" | "b" | "code" | "pre" | "ul" | "ol" | "li" | "blockquote" | "a" | "mark";
  children: Tree[];
  /** Address of an `a`. */
  url?: string;
  /** First number of an `ol`. */
  start?: number;
}

/** Decides which addresses become links; all others stay the text they are. */
type LinkRule = (url: string) => boolean;

const INLINE =
  /`([^`\n]+)`|\*\*([^*\n]+)\*\*|!?\[([^[\]\n]*)\]\(([^()[\]\s]+)\)|\[(\d{1,3})\]|(https?:\/\/[^\s<>()[\]*`"]+)/g;
const FENCE = /^\s*(```|~~~)/;
/** A list item, a heading or a quotation, and its text. */
const OPENING = /^\s*(?:(#{1,6}\s|[-*+•]\s|(\d{1,9})[.)]\s|>)\s*)(.*)/;

function inlineBranch(match: RegExpExecArray, isLink: LinkRule): Branch | undefined {
  const [whole, code, bold, label, target, mark, address] = match;
  if (code) return { tag: "code", children: [code] };
  if (bold) return { tag: "b", children: parseInline(bold, isLink) };
  if (mark) return { tag: "mark", children: [mark] };
  const url = target ?? address?.replace(/[.,;:!?']+$/, "") ?? "";
  if (whole.startsWith("!") || !isLink(url)) return undefined;
  return { tag: "a", url, children: [label || url] };
}

function parseInline(text: string, isLink: LinkRule): Tree[] {
  const trees: Tree[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const branch = inlineBranch(match, isLink);
    if (!branch) continue;
    if (match.index > end) trees.push(text.slice(end, match.index));
    trees.push(branch);
    // What follows a bare address may be its sentence's full stop.
    end = match.index + (match[6] ? (branch.url ?? "") : match[0]).length;
  }
  if (end < text.length) trees.push(text.slice(end));
  return trees;
}

interface Draft {
  /** `h`: a heading. */
  tag: "p" | "pre" | "ul" | "ol" | "blockquote" | "h";
  start: number;
  /** One text per item of a list, a single text otherwise. */
  texts: string[];
}

function openDraft(line: string): Draft | undefined {
  const [, sign = "", number, text = ""] = OPENING.exec(line) ?? [];
  if (!sign) return undefined;
  const tag = number ? "ol" : sign.startsWith("#") ? "h" : sign === ">" ? "blockquote" : "ul";
  return { tag, start: Number(number), texts: [text] };
}

const isList = ({ tag }: Draft): boolean => tag === "ul" || tag === "ol";

function isContinued(last: Draft, opened: Draft | undefined, line: string, isAfterBlank: boolean): boolean {
  if (last.tag === "pre" || last.tag === "h") return false;
  if (opened) return last.tag === "blockquote" && opened.tag === last.tag && !isAfterBlank;
  return !isAfterBlank || (isList(last) && /^\s/.test(line));
}

function readLine(drafts: Draft[], line: string, isAfterBlank: boolean): void {
  const last = drafts.at(-1);
  const opened = openDraft(line);
  const [text = line.trim()] = opened?.texts ?? [];
  if (last && opened && isList(last) && last.tag === opened.tag) last.texts.push(text);
  else if (last && isContinued(last, opened, line, isAfterBlank)) last.texts.push(`${last.texts.pop()}\n${text}`);
  else drafts.push(opened ?? { tag: "p", start: 0, texts: [text] });
}

function draftBlocks(text: string): Draft[] {
  const drafts: Draft[] = [];
  let isAfterBlank = false;
  let code: string[] | undefined;
  for (const line of text.split("\n")) {
    if (FENCE.test(line)) {
      code = code ? undefined : [];
      if (code) drafts.push({ tag: "pre", start: 0, texts: code });
    } else if (code) code.push(line);
    else if (line.trim()) readLine(drafts, line, isAfterBlank);
    isAfterBlank = !line.trim();
  }
  return drafts;
}

export function parseMarkdown(text: string, isLink: LinkRule): Branch[] {
  return draftBlocks(text).map(({ tag, start, texts }) => {
    if (tag === "pre") return { tag, children: [texts.join("\n")] };
    const parts = texts.map((part) => parseInline(part, isLink));
    const [children = []] = parts;
    if (tag === "h") return { tag: "p", children: [{ tag: "b", children }] };
    if (tag === "ul" || tag === "ol")
      return { tag, start, children: parts.map((item) => ({ tag: "li", children: item })) };
    return { tag, children };
  });
}
