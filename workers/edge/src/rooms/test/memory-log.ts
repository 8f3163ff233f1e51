import type { Mode } from "@netvexa/contract/frames/wire";
import { LIMITS } from "@netvexa/contract/limits";
import type { OutboxEntry, Write } from "../core/effect.ts";
import type { MessageId, OpenTurn, QueuedTurn, StoredMessage } from "../core/state.ts";
import type { StoredRoom } from "../room-store.ts";

/** The durable half of a room as plain arrays, for the core's property tests. */
export class MemoryLog {
  readonly messages: StoredMessage[] = [];
  readonly outbox: { position: number; entry: OutboxEntry }[] = [];
  leasedTurns: number = LIMITS.turnsPerLease;
  #turns: { question: QueuedTurn; open?: OpenTurn; partial: string }[] = [];
  #mode: Mode = "bot";
  #position = 0;

  apply(writes: readonly Write[]): void {
    for (const write of writes) this.#applyOne(write);
  }

  #applyOne(write: Write): void {
    switch (write.type) {
      case "message":
        this.messages.push(write.message);
        break;
      case "queue_turn":
        this.#turns.push({ question: write.turn, partial: "" });
        break;
      case "open_turn": {
        const { question } = write.turn;
        const found = this.#turns.find((turn) => turn.question.questionId === question.questionId);
        if (found === undefined) this.#turns.push({ question, open: write.turn, partial: "" });
        else found.open = write.turn;
        break;
      }
      case "partial":
        for (const turn of this.#turns) if (turn.open?.answerId === write.answerId) turn.partial = write.text;
        break;
      case "close_turn":
        this.#turns = this.#turns.filter((turn) => turn.question.questionId !== write.questionId);
        break;
      case "mode":
        this.#mode = write.mode;
        break;
      case "outbox":
        this.#position += 1;
        this.outbox.push({ position: this.#position, entry: write.entry });
        break;
      case "lease":
        this.leasedTurns += write.turns;
        break;
      case "outbox_done":
        this.outbox.splice(0, this.outbox.findLastIndex(({ position }) => position <= write.upTo) + 1);
        break;
    }
  }

  load(nowMs: number): StoredRoom {
    const running = this.#turns.find((turn) => turn.open !== undefined);
    const storedSeq = Math.max(0, ...this.messages.map(({ seq }) => seq));
    const open =
      running?.open === undefined
        ? undefined
        : {
            ...running.open,
            text: running.partial,
            shownChars: running.partial.length,
            flushedAtMs: undefined,
            isFlushArmed: false,
            storedAtMs: nowMs,
          };
    return {
      mode: this.#mode,
      seq: Math.max(storedSeq, open?.answerSeq ?? 0),
      storedSeq,
      queue: this.#turns.flatMap((turn) => (turn.open === undefined ? [turn.question] : [])),
      open,
      hasOutbox: this.outbox.length > 0,
      turnsLeft: this.leasedTurns - this.messages.filter(({ role }) => role === "visitor").length,
    };
  }

  byClientId(clientId: string): StoredMessage | undefined {
    return this.messages.find((message) => message.clientId === clientId);
  }

  byId(id: string): StoredMessage | undefined {
    return this.messages.find((message) => message.id === id);
  }

  answerTo(questionId: MessageId): StoredMessage | undefined {
    return this.messages.find((message) => message.replyTo === questionId);
  }

  replay(after: number): StoredMessage[] {
    return this.messages
      .filter(({ seq, settledSeq }) => seq > after || (settledSeq > seq && settledSeq >= after))
      .sort((one, other) => one.seq - other.seq);
  }
}
