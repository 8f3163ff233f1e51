import type { Chat } from "./chat.ts";
import { createComposer } from "./composer.ts";
import type { Config } from "./config.ts";
import type { Status } from "./connection.ts";
import { make } from "./dom.ts";
import { button, iconButton } from "./entry-view.ts";
import { CROSS, LOCK, PLUS } from "./icons.ts";
import { createLogView } from "./log-view.ts";
import { createNotice } from "./notice-view.ts";
import { isAwaited } from "./outbox.ts";
import { fill, type Strings } from "./strings.ts";
import { plainText } from "./text.ts";
import type { Transcript } from "./transcript.ts";

export interface PanelView {
  dialog: HTMLElement;
  input: HTMLTextAreaElement;
  draw(transcript: Transcript, status: Status): void;
  /** Tells screen readers of a finished answer. */
  announce(text: string): void;
  scrollToEnd(): void;
}

/** The state of the line and of the people on it. */
function lineText({ mode, operator }: Transcript, status: Status, strings: Strings): string {
  if (status === "offline") return strings.offline;
  if (mode === "waiting") return strings.waiting;
  return mode === "human" ? fill(strings.joined, operator) : "";
}

interface HeaderActions {
  close(): void;
  /** Shows or hides what the visitor may do with what was said; the button says which. */
  data(button: HTMLElement): unknown;
}

export function createPanelView(chat: Chat, config: Config, strings: Strings, header: HeaderActions): PanelView {
  const { name, greeting = "", starters = [] } = config;

  /** What was pressed may be gone afterwards: the visitor goes on in the text field. */
  const andType = (action: () => unknown) => (): void => {
    action();
    composer.input.focus();
  };
  const begin = andType(chat.startAnew);
  const chips = starters.map((text) =>
    button(
      "chip",
      text,
      andType(() => chat.send(text)),
    ),
  );
  const opening = make("div", "row entry", make("p", "", greeting), ...chips);
  opening.dir = "auto";
  const log = createLogView([opening], {
    strings,
    agentName: name,
    rate: chat.rate,
    retry: (entry) => andType(() => chat.retry(entry))(),
  });
  const composer = createComposer({ strings, send: chat.send, stop: chat.stop });
  const notice = createNotice(strings, { begin, connect: andType(chat.connection.connect) });
  const said = make("div", "sr");
  const line = make("small", "");
  said.role = line.role = "status";
  const fresh = iconButton("", PLUS, strings.fresh, begin);
  const data = iconButton("", LOCK, strings.data, () => header.data(data));
  const title = make("div", "", make("h2", "", name), line);
  const top = make("header", "", title, data, fresh, iconButton("", CROSS, strings.close, header.close));
  const dialog = make("div", "panel", top, log.node, notice.node, composer.node, said);
  dialog.role = "dialog";
  dialog.ariaLabel = name;
  dialog.lang = strings.language;
  dialog.tabIndex = -1;
  dialog.hidden = true;

  return {
    dialog,
    input: composer.input,
    scrollToEnd: log.scrollToEnd,
    announce(text) {
      said.textContent = plainText(text);
    },
    draw(transcript, status) {
      const { entries, mode } = transcript;
      const isClosed = mode === "closed";
      const text = lineText(transcript, status, strings);
      if (line.textContent !== text) line.textContent = text;
      fresh.hidden = !entries.length;
      for (const chip of chips) chip.hidden = isClosed || !fresh.hidden;
      log.draw(entries, isAwaited(transcript));
      notice.draw(transcript, status);
      composer.node.hidden = isClosed;
      composer.update(entries.some((entry) => entry.status === "live"));
    },
  };
}
