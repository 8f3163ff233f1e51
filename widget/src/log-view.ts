import { make } from "./dom.ts";
import { drawEntry, type EntryActions } from "./entry-view.ts";
import type { Entry } from "./transcript.ts";

/** Closer to the end than this, the view follows new text. */
const FOLLOW_WITHIN_PX = 80;

export interface LogView {
  node: HTMLElement;
  draw(entries: readonly Entry[], isAwaited: boolean): void;
  scrollToEnd(): void;
}

/** The scrolling list of messages, kept in step with the entries one node each. */
export function createLogView(head: Node[], actions: EntryActions): LogView {
  const list = make("div", "");
  const dots = make(
    "div",
    "dots",
    make("i", ""),
    make("i", ""),
    make("i", ""),
    make("span", "sr", actions.strings.writing),
  );
  const node = make("div", "log", ...head, list, dots);
  node.role = "log";
  // Growing text would be read out again and again: finished answers are announced apart.
  node.ariaLive = "off";
  node.ariaLabel = actions.agentName;
  node.tabIndex = 0;
  let drawn = new Map<Entry, Element>();

  function scrollToEnd(): void {
    node.scrollTop = node.scrollHeight;
  }

  return {
    node,
    scrollToEnd,
    draw(entries, isAwaited) {
      const isAtEnd = node.scrollHeight - node.scrollTop - node.clientHeight < FOLLOW_WITHIN_PX;
      const isOwn = entries.at(-1)?.status === "sending";
      const visible = entries.filter((entry) => entry.status !== "live" || entry.text);
      const next = new Map(visible.map((entry) => [entry, drawn.get(entry) ?? drawEntry(entry, actions)]));
      // Unchanged messages stay where they are, so that focus, selection and opened sources are kept.
      const kept = new Set(next.values());
      for (const element of drawn.values()) if (!kept.has(element)) element.remove();
      [...kept].forEach((element, index) => {
        if (list.children[index] !== element) list.insertBefore(element, list.children[index] ?? null);
      });
      drawn = next;
      dots.hidden = !isAwaited;
      if (isAtEnd || isOwn) scrollToEnd();
    },
  };
}
