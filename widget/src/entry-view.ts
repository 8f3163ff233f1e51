/** The nodes of one message. An entry is drawn whole each time it changes; unchanged ones are left alone. */
import type { WireCitation } from "@netvexa/contract/frames/wire";
import { icon, make, on } from "./dom.ts";
import { THUMB } from "./icons.ts";
import { linkRule, webAddress } from "./links.ts";
import { parseMarkdown } from "./markdown.ts";
import { link, render } from "./render.ts";
import { fill, type Strings } from "./strings.ts";
import type { Entry } from "./transcript.ts";

export interface EntryActions {
  strings: Strings;
  /** Who answers, for screen readers. */
  agentName: string;
  /** Sends a refused message again, or asks the question of an interrupted answer again. */
  retry(entry: Entry): void;
  /** False if it could not be sent. */
  rate(entry: Entry, rating: "up" | "down"): boolean;
}

export function button(className: string, content: string | Node, run: () => unknown): HTMLButtonElement {
  const element = make("button", className, content);
  on(element, "click", run);
  return element;
}

export function iconButton(className: string, path: string, label: string, run: () => unknown): HTMLButtonElement {
  const element = button(`icon ${className}`, icon(path), run);
  element.ariaLabel = element.title = label;
  return element;
}

function sourceItem({ n, title, url, quote }: WireCitation): HTMLLIElement {
  const address = webAddress(url);
  const item = make("li", "", address ? link(address, title) : make("b", "", title), make("blockquote", "", quote));
  item.value = n;
  item.tabIndex = -1;
  item.dir = "auto";
  return item;
}

/** The text of an answer with its marks, and the list they lead to. */
function answerNodes({ text, status, citations }: Entry, strings: Strings): Node[] {
  const items = new Map(citations.map((citation) => [String(citation.n), sourceItem(citation)]));
  const details = make(
    "details",
    "",
    make("summary", "", fill(strings.sources, items.size)),
    make("ol", "", ...items.values()),
  );
  const mark = (n: string): Node | undefined => {
    if (status === "live") return make("span", "mark", n);
    const item = items.get(n);
    if (!item) return undefined;
    const element = button("mark", n, () => {
      details.open = true;
      item.focus();
    });
    element.title = item.firstChild?.textContent ?? "";
    element.ariaLabel = `${fill(strings.source, n)}: ${element.title}`;
    return element;
  };
  const blocks = parseMarkdown(text, linkRule(citations)).map((tree) => render(tree, mark));
  const body = make("div", "text", ...blocks);
  return items.size > 0 ? [body, details] : [body];
}

function ratingRow(entry: Entry, { strings, rate }: EntryActions): Node {
  const row = make("div", "row rate");
  for (const rating of ["up", "down"] as const) {
    const element = iconButton(rating, THUMB, strings[rating], () => {
      if (!rate(entry, rating)) return;
      for (const each of row.children) each.ariaPressed = String(each === element);
    });
    element.ariaPressed = "false";
    row.append(element);
  }
  return row;
}

function noteRow(entry: Entry, { strings, retry }: EntryActions): Node | "" {
  if (entry.reason === "stopped") return make("div", "row note", strings.stopped);
  const reason = entry.problem?.status === 429 ? strings.busy : strings.unsent;
  const text = entry.status === "failed" ? reason : entry.reason === "interrupted" && strings.interrupted;
  return text
    ? make(
        "div",
        "row note",
        text,
        button("chip", strings.again, () => retry(entry)),
      )
    : "";
}

export function drawEntry(entry: Entry, actions: EntryActions): HTMLElement {
  const { role, status, text } = entry;
  const { strings, agentName } = actions;
  const isVisitor = role === "visitor";
  const name = make("span", "sr", `${isVisitor ? strings.you : agentName}: `);
  const nodes = isVisitor ? [make("div", "text", text)] : answerNodes(entry, strings);
  const element = make("div", `entry ${role} ${status}`, name, ...nodes, noteRow(entry, actions));
  if (role === "agent" && status === "done" && text) element.append(ratingRow(entry, actions));
  for (const each of nodes) (each as HTMLElement).dir = "auto";
  return element;
}
