/** The chat itself, loaded by the launcher: builds the dialog once and keeps it in step with the chat. */
import { type Chat, createChat } from "./chat.ts";
import { createComposer } from "./composer.ts";
import type { Panel, Place } from "./config.ts";
import type { Status } from "./connection.ts";
import { addStyle, icon, make, on } from "./dom.ts";
import { button, iconButton } from "./entry-view.ts";
import { CHEVRON_DOWN, CROSS, PLUS } from "./icons.ts";
import { createLogView } from "./log-view.ts";
import { isAwaited } from "./outbox.ts";
import panelCss from "./panel.css";
import { createSlot, requestSession } from "./session.ts";
import { fill, loadStrings, type Strings } from "./strings.ts";
import { makeUuid, plainText } from "./text.ts";
import { EMPTY, type Transcript } from "./transcript.ts";

/** The state of the line and of the people on it, for the header. */
function statusText({ mode, operator }: Transcript, status: Status, strings: Strings): string {
  if (status === "offline") return strings.offline;
  if (mode === "waiting") return strings.waiting;
  return mode === "human" ? fill(strings.joined, operator) : "";
}

/** A trouble that concerns the whole conversation, and the way out of it. */
function createNotice(chat: Chat, strings: Strings) {
  const node = make("div", "notice row note");
  const fresh = button("chip", strings.fresh, chat.startAnew);
  const again = button("chip", strings.again, chat.connection.connect);
  let shown = "";
  node.role = "status";
  return {
    node,
    draw({ mode, problem }: Transcript, status: Status): void {
      const isEnded = mode === "closed" || problem?.code === "conversation_closed";
      const isFailed = status === "failed";
      const reason = problem?.status === 429 ? strings.busy : strings.failed;
      const text = isEnded ? strings.ended : problem || isFailed ? reason : "";
      node.hidden = !text;
      if (shown === text + status) return;
      shown = text + status;
      node.replaceChildren(text, isEnded ? fresh : isFailed ? again : "");
    },
  };
}

function build({ host, root, launcher, base, slot, config }: Place, strings: Strings): Panel {
  let transcript = EMPTY;
  let status: Status = "idle";
  let isDue = false;
  const said = make("div", "sr");
  said.role = "status";
  const chat = createChat({
    requestSession: (input) => requestSession(`${base}sessions`, input),
    openSocket: (url, protocols) => new WebSocket(url, protocols),
    token: createSlot(slot),
    now: Date.now,
    random: Math.random,
    makeUuid: () => makeUuid(crypto.getRandomValues(new Uint8Array(16))),
    onChange(nextTranscript, nextStatus) {
      transcript = nextTranscript;
      status = nextStatus;
      if (!isDue) requestAnimationFrame(draw);
      isDue = true;
    },
    onFinished(text) {
      said.textContent = plainText(text);
    },
  });

  function ask(text: string): boolean {
    const isTaken = chat.send(text);
    draw();
    log.scrollToEnd();
    return isTaken;
  }
  const starters = (config.starters ?? []).map((text) =>
    button("chip", text, () => {
      ask(text);
      composer.input.focus();
    }),
  );
  const opening = make("div", "row entry", make("p", "", config.greeting ?? ""), ...starters);
  opening.dir = "auto";
  const log = createLogView([opening], { strings, agentName: config.name, ...chat });
  const composer = createComposer({ strings, send: ask, stop: chat.stop });
  const notice = createNotice(chat, strings);
  const line = make("small", "");
  line.role = "status";
  const fresh = iconButton("", PLUS, strings.fresh, () => {
    chat.startAnew();
    composer.input.focus();
  });
  const title = make("div", "", make("h2", "", config.name), line);
  const header = make("header", "", title, fresh, iconButton("", CROSS, strings.close, close));
  const dialog = make("div", "panel", header, log.node, notice.node, composer.node, said);
  dialog.role = "dialog";
  dialog.ariaLabel = config.name;
  dialog.lang = strings.language;
  dialog.tabIndex = -1;
  dialog.hidden = true;

  function draw(): void {
    isDue = false;
    if (status === "refused") host.remove();
    const { entries, mode } = transcript;
    const text = statusText(transcript, status, strings);
    if (line.textContent !== text) line.textContent = text;
    fresh.hidden = !entries.length;
    for (const starter of starters) starter.hidden = !fresh.hidden;
    log.draw(entries, isAwaited(transcript));
    notice.draw(transcript, status);
    composer.node.hidden = mode === "closed";
    composer.update(entries.some((entry) => entry.status === "live"));
  }

  function open(): void {
    dialog.hidden = false;
    launcher.ariaExpanded = "true";
    chat.connection.connect();
    draw();
    log.scrollToEnd();
    // On a touch screen the keyboard would cover what is to be read.
    (matchMedia("(pointer:coarse)").matches ? dialog : composer.input).focus();
  }

  function close(): void {
    if (dialog.hidden) return;
    dialog.hidden = true;
    launcher.ariaExpanded = "false";
    launcher.focus();
  }

  // Shortcuts of the page must not fire while somebody types here.
  on<KeyboardEvent>(root, "keydown keyup keypress", (event) => {
    event.stopPropagation();
    if (event.type === "keydown" && event.key === "Escape") close();
  });
  launcher.append(icon(CHEVRON_DOWN));
  root.append(dialog);
  keepUp(chat, () => !dialog.hidden);
  return { open, close, toggle: () => (dialog.hidden ? open() : close()) };
}

/** Follows what happens to the page and its network. */
function keepUp({ connection }: Chat, isOpen: () => boolean): void {
  on(window, "online", connection.wake);
  on(document, "visibilitychange", () => document.hidden || connection.wake());
  // An open socket would keep the page out of the back-forward cache.
  on(window, "pagehide", connection.rest);
  on(window, "pageshow", () => isOpen() && connection.connect());
}

/** Rejects only if the panel cannot be built on this page; the widget then leaves it. */
export async function mount(place: Place): Promise<Panel> {
  try {
    addStyle(place.root, panelCss);
    return build(place, await loadStrings(place.language));
  } catch (error) {
    place.host.remove();
    throw error;
  }
}
