/** The chat itself, loaded by the launcher: builds the dialog once and keeps it in step with the chat. */
import { type Chat, createChat } from "./chat.ts";
import type { Identity, Panel, Place } from "./config.ts";
import type { Status } from "./connection.ts";
import { addStyle, guarded, icon, make, on } from "./dom.ts";
import { button } from "./entry-view.ts";
import { CHEVRON_DOWN } from "./icons.ts";
import panelCss from "./panel.css";
import { createPanelView } from "./panel-view.ts";
import { createSlot, endSession, requestSession, type Slot } from "./session.ts";
import { loadStrings, type Strings } from "./strings.ts";
import { makeUuid } from "./text.ts";
import { apply, EMPTY, type Transcript } from "./transcript.ts";

interface Watcher {
  onChange(transcript: Transcript, status: Status): void;
  onFinished(text: string): void;
}

/** Strangers and signed-in visitors keep their tokens apart; a stranger's is given up for a signed-in one's. */
function createTokens(place: Place): Slot {
  const stranger = createSlot(place.slot);
  const signed = createSlot(`${place.slot}:in`);
  return {
    read: () => (place.identity && signed.read()) || stranger.read(),
    write(value) {
      if (place.identity) signed.write(value);
      stranger.write(place.identity ? "" : value);
    },
  };
}

function startChat(place: Place, token: Slot, watcher: Watcher): Chat {
  return createChat({
    requestSession: (input) => requestSession(`${place.base}sessions`, input, place.identity),
    openSocket: (url, protocols) => new WebSocket(url, protocols),
    token,
    now: Date.now,
    random: Math.random,
    makeUuid: () => makeUuid(crypto.getRandomValues(new Uint8Array(16))),
    ...watcher,
  });
}

function build(place: Place, strings: Strings): Panel {
  const { host, root, launcher, config } = place;
  let state: [Transcript, Status] = [EMPTY, "idle"];
  let isDue = false;
  const token = createTokens(place);
  const chat = startChat(place, token, {
    onChange(...next) {
      state = next;
      if (!isDue) requestAnimationFrame(guarded(draw));
      isDue = true;
    },
    onFinished: (text) => view.announce(text),
  });
  const view = createPanelView(chat, config, strings, { close, data });
  const { dialog, input } = view;

  async function data(opener: HTMLElement): Promise<void> {
    const { toggleOwnData } = await import("./own-data/view.ts");
    toggleOwnData({ opener, make, button, place, token, requestSession, identify });
  }

  function draw(): void {
    isDue = false;
    if (state[1] === "erased") view.announce("");
    if (state[1] === "refused") host.remove();
    else if (!host.isConnected) place.appear();
    view.draw(...state);
  }

  function open(): void {
    dialog.hidden = false;
    launcher.ariaExpanded = "true";
    chat.connection.connect();
    draw();
    view.scrollToEnd();
    // On a touch screen the keyboard would cover what is to be read.
    (matchMedia("(pointer:coarse)").matches ? dialog : input).focus();
  }

  function close(): void {
    if (dialog.hidden) return;
    dialog.hidden = true;
    launcher.ariaExpanded = "false";
    launcher.focus();
  }

  function identify(identity?: Identity): void {
    place.identity = identity;
    chat.change();
    // What one visitor heard last or had begun to type is not the next one's.
    view.announce("");
    input.value = "";
  }

  function signOut(): void {
    void endSession(`${place.base}sessions`, token.read());
    token.write("");
    identify();
    if (!config.visitors) return;
    close();
    chat.connection.rest();
    host.remove();
  }

  // Throws where altered built-ins would leave an answer unread or undrawn; what is drawn first replaces it.
  view.draw(apply(EMPTY, JSON.parse(JSON.stringify({ type: "end", text: "`b`" }))), "idle");
  (dialog.querySelector("code") as HTMLElement).remove();
  listen(root, chat, { close, isOpen: () => !dialog.hidden });
  launcher.append(icon(CHEVRON_DOWN));
  root.append(dialog);
  return { open, close, toggle: () => (dialog.hidden ? open() : close()), identify, signOut };
}

/** Follows keys, and what happens to the page and its network. */
function listen(root: ShadowRoot, { connection }: Chat, panel: { close(): void; isOpen(): boolean }): void {
  // Shortcuts of the page must not fire while somebody types here.
  on<KeyboardEvent>(root, "keydown keyup keypress", (event) => {
    event.stopPropagation();
    if (event.type === "keydown" && event.key === "Escape") panel.close();
  });
  on(window, "online", connection.wake);
  on(document, "visibilitychange", () => document.hidden || connection.wake());
  // An open socket would keep the page out of the back-forward cache.
  on(window, "pagehide", connection.rest);
  on(window, "pageshow", () => panel.isOpen() && connection.connect());
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
