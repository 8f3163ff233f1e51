import { cleanLine, cleanText } from "./clean-text.ts";
import type { ParsedDocument } from "./parsed-document.ts";

export function parseText(raw: string): ParsedDocument {
  return { text: cleanText(raw).trim(), format: "plain" };
}

const FRONT_MATTER = /^---\n([\s\S]{0,20000}?)\n---\s*(?:\n|$)/;
const FRONT_TITLE = /^title:[ \t]*["']?([^"'\n]{1,300})["']?[ \t]*$/m;
const FIRST_HEADING = /^ {0,3}#{1,6}[ \t]+([^\n]{1,300})$/m;

/** Markdown as it stands, less front matter, comments, images and the targets of links, which are no text. */
export function parseMarkdown(raw: string): ParsedDocument {
  const whole = cleanText(raw);
  const front = FRONT_MATTER.exec(whole);
  const body = front === null ? whole : whole.slice(front[0].length);
  const text = outsideCode(body, stripMarkup).trim();
  const title = FRONT_TITLE.exec(front?.[1] ?? "")?.[1] ?? FIRST_HEADING.exec(text)?.[1]?.replace(/[ \t#]+$/, "");
  return { title: title === undefined ? undefined : cleanLine(title, 300), text, format: "markdown" };
}

// Every repetition is bounded, so that a run of opening brackets costs linear time.
const IMAGE = /!\[[^\]\n]{0,300}\]\([^)\n]{0,500}\)/g;
const LINK = /\[([^[\]\n]{1,300})\]\([^()\n]{0,500}\)/g;

function stripMarkup(text: string): string {
  return stripComments(text).replace(IMAGE, "").replace(LINK, "$1");
}

function stripComments(text: string): string {
  const kept: string[] = [];
  let at = 0;
  for (let start = text.indexOf("<!--"); start !== -1; start = text.indexOf("<!--", at)) {
    const end = text.indexOf("-->", start + 4);
    if (end === -1) break;
    kept.push(text.slice(at, start));
    at = end + 3;
  }
  kept.push(text.slice(at));
  return kept.join("");
}

function outsideCode(text: string, change: (part: string) => string): string {
  const out: string[] = [];
  let part: string[] = [];
  let fence: string | undefined;
  const flush = () => {
    const joined = part.join("\n");
    out.push(fence === undefined ? change(joined) : joined);
    part = [];
  };
  for (const line of text.split("\n")) {
    const mark = /^ {0,3}(```|~~~)/.exec(line)?.[1];
    if (mark === undefined || (fence !== undefined && mark !== fence)) {
      part.push(line);
    } else if (fence === undefined) {
      flush();
      fence = mark;
      part.push(line);
    } else {
      part.push(line);
      flush();
      fence = undefined;
    }
  }
  flush();
  return out.join("\n");
}
