import type { MessageFrame } from "@netvexa/contract/frames/wire";
import { change, type Entry, type Transcript } from "./transcript.ts";

/** As many unanswered messages as one conversation may hold. */
export const OUTBOX_MAX = 8;

/** Takes a text into the outbox, or a refused message of that key back into it. */
export function compose(state: Transcript, key: string, text: string): Transcript {
  return change(state, [key], () => ({ role: "visitor", text, status: "sending", problem: undefined }), true);
}

/** What the server has not acknowledged, in the order typed; sent again under the same id it is one message. */
export function unsent(state: Transcript): MessageFrame[] {
  return state.entries
    .filter((entry) => entry.status === "sending")
    .map(({ key, text }) => ({ type: "message", id: key, text }));
}

/**
 * The `after` of the next `hello`: an answer in flight may hold a lower number than messages stored
 * since, so everything from it on is asked for again.
 */
export function lastSeq({ entries }: Transcript): number {
  const open = entries.filter((entry) => entry.status === "live").map((entry) => entry.seq - 1);
  const stored = entries.filter((entry) => entry.status === "done").map((entry) => entry.seq);
  return Math.min(Math.max(0, ...stored), ...open);
}

/** The visitor waits for the first words of an answer. */
export function isAwaited({ entries, mode }: Transcript): boolean {
  const last = entries.at(-1);
  return (
    mode === "bot" &&
    !!last &&
    (last.role === "visitor" ? last.status === "done" : last.status === "live" && !last.text)
  );
}

/** The question that an answer replied to. */
export function questionBefore({ entries }: Transcript, answer: Entry): string | undefined {
  return entries.slice(0, entries.indexOf(answer)).findLast((entry) => entry.role === "visitor")?.text;
}
