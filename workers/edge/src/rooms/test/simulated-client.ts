import type { EndReason, ServerFrame } from "@netvexa/contract/frames/wire";

interface Held {
  seq: number;
  text: string;
  reason: EndReason | undefined;
}

/** A client that follows the protocol to the letter and nothing beyond it: messages by id, text by offset. */
export class SimulatedClient {
  readonly held = new Map<string, Held>();
  readonly growing = new Map<string, string>();
  /** Texts that had to be corrected by `end`, which must never happen on an unbroken connection. */
  readonly corrections: string[] = [];
  after = 0;

  receive(frame: ServerFrame): void {
    if (frame.type === "start") {
      this.growing.set(frame.messageId, "");
    } else if (frame.type === "delta") {
      const soFar = this.growing.get(frame.messageId);
      if (soFar === undefined) throw new Error("a delta came before its start");
      if (frame.offset > soFar.length) throw new Error("a delta left a gap");
      this.growing.set(frame.messageId, soFar.slice(0, frame.offset) + frame.text);
    } else if (frame.type === "end") {
      const grown = this.growing.get(frame.messageId);
      if (grown !== undefined && grown !== frame.text) this.corrections.push(frame.messageId);
      this.#keep(frame.messageId, { seq: frame.seq, text: frame.text, reason: frame.reason });
    } else if (frame.type === "message") {
      this.#keep(frame.messageId, { seq: frame.seq, text: frame.text, reason: frame.reason });
    }
  }

  /** What a visitor's own message becomes once it is acknowledged. */
  acknowledge(ack: { messageId: string; seq: number }, text: string): void {
    this.#keep(ack.messageId, { seq: ack.seq, text, reason: undefined });
  }

  #keep(messageId: string, message: Held): void {
    const before = this.held.get(messageId);
    if (before !== undefined && (before.text !== message.text || before.seq !== message.seq)) {
      throw new Error("a stored message changed");
    }
    this.growing.delete(messageId);
    this.held.set(messageId, message);
    this.after = Math.max(this.after, message.seq);
  }
}
