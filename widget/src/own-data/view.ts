/** What the visitor may do with what was said: download a copy of it, or have it deleted. */
import type { Kit } from "./kit.ts";
import { createErasure, readCopy } from "./requests.ts";
import { type OwnDataStrings, ownDataStrings } from "./strings.ts";
import { transcriptText } from "./transcript-text.ts";

/** A text in a row, and what can be pressed there; nothing where there is only to wait. */
interface Scene {
  text: string;
  /** Escape does what the last one does. */
  choices?: readonly [label: string, run: () => unknown][];
  /** Which of the choices has the focus. */
  focus?: number;
  /** The first choice cannot be taken back. */
  isDanger?: boolean;
}

const REVOKE_AFTER_MS = 60_000;
const shown = new WeakMap<HTMLElement, HTMLElement>();

export function toggleOwnData(kit: Kit): void {
  const { opener, place, token } = kit;
  const words = ownDataStrings(place.language);
  // What is under way says how it went.
  if (shown.get(opener)?.ariaBusy === "true" || hide(opener)) return;
  const section = addSection(kit);
  const erase = createErasure(kit);
  const name = (text: string): string => text.replace("#", () => place.config.name);

  function show({ text, choices = [], focus = 0, isDanger = false }: Scene): void {
    const buttons = choices.map(([label, run]) => kit.button("chip", label, run));
    if (isDanger) buttons[0]?.style.setProperty("color", "var(--danger)");
    section.ariaLabel = text;
    section.ariaBusy = String(!buttons.length);
    section.replaceChildren(kit.make("p", "", text), ...buttons);
    (buttons[focus] ?? section).focus();
  }

  function close(): void {
    hide(opener);
    opener.focus();
  }

  const menu = (focus = 0): void =>
    show({
      text: name(words.about),
      choices: [
        [words.download, download],
        [words.remove, confirm],
        [words.close, close],
      ],
      focus,
    });

  const confirm = (): void =>
    show({
      text: name(words.sure),
      choices: [
        [words.yes, remove],
        [words.no, () => menu(1)],
      ],
      // A second Enter by mistake deletes nothing.
      focus: 1,
      isDanger: true,
    });

  const failed = (text: string, again: () => unknown): void =>
    show({
      text,
      choices: [
        [words.again, again],
        [words.close, close],
      ],
    });

  async function download(): Promise<void> {
    show({ text: words.preparing });
    try {
      save(kit, words, await readCopy(kit));
      show({ text: words.downloaded, choices: [[words.close, close]] });
    } catch {
      failed(words.notDownloaded, download);
    }
  }

  async function remove(): Promise<void> {
    show({ text: words.removing });
    try {
      await erase();
    } catch {
      failed(words.notRemoved, remove);
      return;
    }
    show({ text: words.removed, choices: [[words.close, close]] });
    token.write("");
    kit.identify(place.identity);
  }

  section.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    // Escape leaves this part before it leaves the panel.
    event.stopPropagation();
    (section.lastElementChild as HTMLElement).click();
  });
  menu();
}

function addSection({ opener, make }: Kit): HTMLElement {
  const section = make("section", "notice row note");
  section.role = "group";
  section.ariaLive = "polite";
  section.tabIndex = -1;
  opener.parentElement?.after(section);
  shown.set(opener, section);
  return section;
}

/** False if there was nothing to hide. */
function hide(opener: HTMLElement): boolean {
  shown.get(opener)?.remove();
  return shown.delete(opener);
}

function save({ make, place }: Kit, words: OwnDataStrings, copy: Parameters<typeof transcriptText>[0]): void {
  const { name } = place.config;
  const text = transcriptText(copy, { ...words, agent: name });
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = make("a", "");
  link.href = url;
  link.download = `${name}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), REVOKE_AFTER_MS);
}
