/** What the widget says by itself. `#` stands for a number or a name. */
export interface Strings {
  /** Tag of the language. */
  language: string;
  close: string;
  fresh: string;
  ask: string;
  send: string;
  stop: string;
  you: string;
  writing: string;
  sources: string;
  source: string;
  /** Labels of the two ratings. */
  up: string;
  down: string;
  again: string;
  unsent: string;
  interrupted: string;
  stopped: string;
  offline: string;
  failed: string;
  busy: string;
  ended: string;
  /** Label of the button for a copy or the deletion of what was said. */
  data: string;
  waiting: string;
  joined: string;
  tooLong: string;
}

const ENGLISH: Strings = {
  language: "en",
  close: "Close chat",
  fresh: "New conversation",
  ask: "Ask a question",
  send: "Send",
  stop: "Stop answering",
  you: "You",
  writing: "Writing…",
  sources: "Sources (#)",
  source: "Source #",
  up: "Helpful",
  down: "Not helpful",
  again: "Try again",
  unsent: "Not sent.",
  interrupted: "This answer was cut off.",
  stopped: "Stopped.",
  offline: "Reconnecting…",
  failed: "Something went wrong.",
  busy: "Too many messages. Please wait a moment.",
  ended: "This conversation has ended.",
  data: "Your data",
  waiting: "Waiting for a person…",
  joined: "# has joined",
  tooLong: "# characters too many",
};

const OTHERS: Record<string, () => Promise<{ strings: Strings }>> = {
  de: () => import("./strings/de.ts"),
  es: () => import("./strings/es.ts"),
  fr: () => import("./strings/fr.ts"),
  tr: () => import("./strings/tr.ts"),
};

/** The strings for a language tag; English where there are none or they do not load. */
export async function loadStrings(tag: string): Promise<Strings> {
  const other = await OTHERS[tag.slice(0, 2)]?.().catch(() => undefined);
  return other?.strings ?? ENGLISH;
}

export function fill(text: string, value: string | number): string {
  return text.replace("#", () => String(value));
}
