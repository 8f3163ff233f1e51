/** The conversation without a screen: transcript, connection and what the visitor may do. */
import type { ServerFrame } from "@netvexa/contract/frames/wire";
import { type Connection, type ConnectionDeps, createConnection, type Status } from "./connection.ts";
import { compose, lastSeq, OUTBOX_MAX, questionBefore, unsent } from "./outbox.ts";
import { apply, EMPTY, type Entry, type Transcript } from "./transcript.ts";

export interface ChatDeps extends Omit<ConnectionDeps, "after" | "onFrame" | "onStatus"> {
  makeUuid(): string;
  onChange(transcript: Transcript, status: Status): void;
  /** An answer or a person's message is complete and new. */
  onFinished(text: string): void;
}

export interface Chat {
  connection: Connection;
  /** False if too much is waiting already. */
  send(text: string, key?: string): boolean;
  /** Sends a refused message again, or asks the question of an interrupted answer again. */
  retry(entry: Entry): void;
  stop(): void;
  rate(entry: Entry, rating: "up" | "down"): boolean;
  startAnew(): void;
  /** Shows nothing of before: the visitor is another one. */
  change(): void;
}

export function createChat({ makeUuid, onChange, onFinished, ...deps }: ChatDeps): Chat {
  let transcript = EMPTY;
  let status: Status = "idle";
  /** Everything up to here was there when the conversation was first shown and is not news. */
  let historySeq: number | undefined;

  function set(next: Transcript): void {
    transcript = next;
    onChange(transcript, status);
  }

  function receive(frame: ServerFrame): void {
    const before = transcript;
    if (frame.type === "welcome") historySeq ??= frame.seq;
    set(apply(before, frame));
    const isMessage = frame.type === "message" && frame.role !== "visitor" && frame.seq > (historySeq ?? 0);
    if (frame.type !== "end" && !isMessage) return;
    const isKnown = before.entries.some((entry) => entry.messageId === frame.messageId && entry.status === "done");
    if (!isKnown) onFinished(frame.text);
  }

  const connection = createConnection({
    ...deps,
    after: () => lastSeq(transcript),
    onFrame: receive,
    onStatus(next) {
      status = next;
      // What was deleted goes from the screen as well, in every tab.
      if (status === "erased") transcript = { ...EMPTY, mode: "closed" };
      if (status === "live") unsent(transcript).forEach(connection.send);
      onChange(transcript, status);
    },
  });

  function send(text: string, id = makeUuid()): boolean {
    if (unsent(transcript).length >= OUTBOX_MAX) return false;
    set(compose(transcript, id, text));
    connection.send({ type: "message", id, text });
    return true;
  }

  return {
    connection,
    send,
    retry(entry) {
      if (entry.status === "failed") send(entry.text, entry.key);
      else send(questionBefore(transcript, entry) ?? "");
    },
    stop() {
      const live = transcript.entries.find((entry) => entry.status === "live");
      if (live) connection.send({ type: "stop", messageId: live.messageId });
    },
    rate: ({ messageId }, rating) => connection.send({ type: "feedback", messageId, rating }),
    change() {
      historySeq = undefined;
      set(EMPTY);
      connection.change();
    },
    startAnew() {
      historySeq = undefined;
      set(EMPTY);
      connection.begin();
    },
  };
}
