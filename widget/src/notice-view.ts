import type { Status } from "./connection.ts";
import { make } from "./dom.ts";
import { button } from "./entry-view.ts";
import type { Strings } from "./strings.ts";
import type { Transcript } from "./transcript.ts";

export interface NoticeView {
  node: HTMLElement;
  draw(transcript: Transcript, status: Status): void;
}

/** A trouble that concerns the whole conversation, and the way out of it. */
export function createNotice(strings: Strings, actions: { begin(): void; connect(): void }): NoticeView {
  const node = make("div", "notice row note");
  const begin = button("chip", strings.fresh, actions.begin);
  const again = button("chip", strings.again, actions.connect);
  let shown = "";
  node.role = "status";
  return {
    node,
    draw({ mode, problem }, status) {
      const isEnded = mode === "closed" || problem?.code === "conversation_closed";
      const isFailed = status === "failed";
      const reason = problem?.status === 429 ? strings.busy : strings.failed;
      const text = isEnded ? strings.ended : problem || isFailed ? reason : "";
      node.hidden = !text;
      // Drawn again only when it says something else, for the sake of focus and of what is read out.
      if (shown === text + isFailed) return;
      shown = text + isFailed;
      node.replaceChildren(text, isEnded ? begin : isFailed ? again : "");
    },
  };
}
