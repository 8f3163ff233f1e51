import { MESSAGE_MAX_CHARS } from "@netvexa/contract/frames/wire";
import { make, on } from "./dom.ts";
import { iconButton } from "./entry-view.ts";
import { ARROW_UP, SQUARE } from "./icons.ts";
import { fill, type Strings } from "./strings.ts";

export interface Composer {
  node: HTMLElement;
  input: HTMLTextAreaElement;
  /** Brings buttons, notice and height in step; `isAnswering`: there is something to stop. */
  update(isAnswering?: boolean): void;
}

export interface ComposerActions {
  strings: Strings;
  /** False if the text was not taken; it then stays in the field. */
  send(text: string): boolean;
  stop(): void;
}

/** The text field: Enter sends, Shift+Enter breaks the line, the height follows the text. */
export function createComposer({ strings, send, stop }: ComposerActions): Composer {
  const input = make("textarea", "");
  const notice = make("div", "notice note");
  let canStop = false;
  input.rows = 1;
  input.dir = "auto";
  input.placeholder = input.ariaLabel = strings.ask;
  notice.role = "status";

  function submit(): void {
    const text = input.value.trim();
    if (text && text.length <= MESSAGE_MAX_CHARS && send(text)) input.value = "";
    update();
    input.focus();
  }
  const sendButton = iconButton("", ARROW_UP, strings.send, submit);
  const stopButton = iconButton("", SQUARE, strings.stop, () => {
    stop();
    input.focus();
  });

  function update(isAnswering = canStop): void {
    const { length } = input.value.trim();
    const excess = length - MESSAGE_MAX_CHARS;
    canStop = isAnswering;
    notice.hidden = excess <= 0;
    notice.textContent = fill(strings.tooLong, excess);
    sendButton.disabled = !length || excess > 0;
    sendButton.hidden = canStop && !length;
    stopButton.hidden = !sendButton.hidden;
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight}px`;
  }

  on(input, "input", () => update());
  on<KeyboardEvent>(input, "keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  return { node: make("div", "", notice, make("div", "composer", input, sendButton, stopButton)), input, update };
}
