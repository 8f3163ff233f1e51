/** A conversation as the real room keeps it, in memory and at the test's pace. */
import {
  CLOSE,
  type ClientFrame,
  type EndFrame,
  type EndReason,
  type Mode,
  type ServerFrame,
  type StoredMessageFrame,
  type WireCitation,
  type WireProblem,
} from "@netvexa/contract/frames/wire";

export interface ScriptedAnswer {
  chunks: string[];
  citations?: WireCitation[];
  reason?: EndReason;
  /** Stands still after so many chunks until `resume` is called. */
  holdAfter?: number;
  /** Cuts every socket before the message is acknowledged, once. */
  dropBeforeAck?: boolean;
  /** Refuses the message, once. */
  problem?: WireProblem;
}

export interface Peer {
  send(frame: ServerFrame): void;
  drop(): void;
  close(code: number): void;
}

interface Turn {
  messageId: string;
  replyTo: string;
  seq: number;
  sent: string[];
  script: ScriptedAnswer;
}

export interface FakeRoom {
  readonly received: ClientFrame[];
  /** Everything that was said, as it is stored. */
  readonly log: readonly StoredMessageFrame[];
  /** Answers by question; others get an echo. */
  readonly script: Map<string, ScriptedAnswer>;
  join(peer: Peer, after: number): void;
  leave(peer: Peer): void;
  take(peer: Peer, frame: ClientFrame): void;
  resume(): void;
  dropAll(): void;
  /** The visitor had it deleted. */
  erase(): void;
  setMode(mode: Mode, operator?: string): void;
}

export function createFakeRoom(conversationId: string): FakeRoom {
  const log: StoredMessageFrame[] = [];
  const peers = new Set<Peer>();
  const received: ClientFrame[] = [];
  const script = new Map<string, ScriptedAnswer>();
  const spent = new Set<ScriptedAnswer>();
  let turn: Turn | undefined;
  let mode: Mode = "bot";
  let count = 0;
  const nextId = (): string => `msg_${String(++count).padStart(26, "0")}`;
  const tell = (frame: ServerFrame): void => {
    for (const peer of peers) peer.send(frame);
  };

  function finish({ messageId, seq, sent, script: answer }: Turn, reason: EndReason): void {
    const text = sent.join("");
    const citations = answer.citations ?? [];
    turn = undefined;
    log.push({
      type: "message",
      messageId,
      seq,
      role: "agent",
      text,
      citations,
      reason,
      at: new Date(0).toISOString(),
    });
    const made = { by: "extractive", cached: false, grounded: citations.length > 0 } as const;
    tell({ type: "end", messageId, seq, text, citations, made, reason } satisfies EndFrame);
  }

  function advance(isHeld: boolean): void {
    if (!turn) return;
    const { chunks, holdAfter = Infinity, reason = "complete" } = turn.script;
    for (const text of chunks.slice(turn.sent.length)) {
      if (isHeld && turn.sent.length >= holdAfter) return;
      tell({ type: "delta", messageId: turn.messageId, offset: turn.sent.join("").length, text });
      turn.sent.push(text);
    }
    if (!isHeld || holdAfter > chunks.length) finish(turn, reason);
  }

  /** True if the script has the message not taken this time. */
  function isMishap(peer: Peer, id: string, answer: ScriptedAnswer): boolean {
    if (spent.has(answer)) return false;
    spent.add(answer);
    if (answer.dropBeforeAck) dropAll();
    if (answer.problem) peer.send({ type: "problem", id, problem: answer.problem });
    return answer.dropBeforeAck === true || answer.problem !== undefined;
  }

  function takeMessage(peer: Peer, { id, text }: { id: string; text: string }): void {
    const known = log.find((message) => message.id === id);
    const answer = script.get(text) ?? { chunks: [`You said: ${text}`] };
    if (!known && isMishap(peer, id, answer)) return;
    const messageId = known?.messageId ?? nextId();
    const seq = known?.seq ?? log.length + 1;
    peer.send({ type: "ack", id, messageId, seq });
    if (known) return;
    const at = new Date(0).toISOString();
    const stored: StoredMessageFrame = { type: "message", id, messageId, seq, role: "visitor", text, at };
    log.push(stored);
    for (const other of peers) if (other !== peer) other.send(stored);
    turn = { messageId: nextId(), replyTo: messageId, seq: seq + 1, sent: [], script: answer };
    tell({ type: "start", messageId: turn.messageId, replyTo: messageId, seq: turn.seq });
    advance(true);
  }

  function dropAll(): void {
    for (const peer of [...peers]) peer.drop();
  }

  return {
    received,
    log,
    script,
    dropAll,
    erase() {
      log.length = 0;
      turn = undefined;
      for (const peer of [...peers]) peer.close(CLOSE.erased);
    },
    join(peer, after) {
      peers.add(peer);
      peer.send({ type: "welcome", conversationId, seq: log.length, mode, agent: { name: "Ada" } });
      for (const message of log) if (message.seq > after) peer.send(message);
      if (!turn) return;
      const { messageId, replyTo, seq, sent } = turn;
      peer.send({ type: "start", messageId, replyTo, seq });
      sent.forEach((text, index) => {
        peer.send({ type: "delta", messageId, offset: sent.slice(0, index).join("").length, text });
      });
    },
    leave(peer) {
      peers.delete(peer);
    },
    take(peer, frame) {
      received.push(frame);
      if (frame.type === "message") takeMessage(peer, frame);
      if (frame.type === "stop" && turn) finish(turn, "stopped");
    },
    resume: () => advance(false),
    setMode(next, operator) {
      mode = next;
      tell({ type: "mode", mode, ...(operator ? { operator: { name: operator } } : {}) });
    },
  };
}
