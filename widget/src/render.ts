import { make } from "./dom.ts";
import type { Tree } from "./markdown.ts";

/** `url` has been found to be http(s). */
export function link(url: string, ...children: (Node | string)[]): HTMLAnchorElement {
  const anchor = make("a", "", ...children);
  anchor.href = url;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer nofollow";
  return anchor;
}

/** `mark` gives the node for `[n]`, or nothing if there is no such source: the text then stays as it is. */
export function render(tree: Tree, mark: (n: string) => Node | undefined): Node | string {
  if (typeof tree === "string") return tree;
  const { tag, url, start } = tree;
  const children = tree.children.map((child) => render(child, mark));
  if (tag === "mark") return mark(String(tree.children[0])) ?? `[${tree.children[0]}]`;
  if (url) return link(url, ...children);
  const element = make(tag, "", ...children);
  if (start) (element as HTMLOListElement).start = start;
  return element;
}
