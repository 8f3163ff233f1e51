import type { Made } from "@netvexa/contract/answer";
import type { ClientFrame, ServerFrame } from "@netvexa/contract/frames/wire";
import { type Id, newId, type RandomBytes } from "@netvexa/contract/ids";
import { LIMITS } from "@netvexa/contract/limits";
import { wakeAllowance } from "../core/allowance.ts";
import { freshSocket } from "../core/budget.ts";
import { decide } from "../core/decide.ts";
import type { Effect } from "../core/effect.ts";
import type { RoomEvent, TimerSlot } from "../core/event.ts";
import { storedMessageFrame } from "../core/frames.ts";
import type { MessageId, RoomState, StoredMessage } from "../core/state.ts";
import { MemoryLog } from "./memory-log.ts";
import { SimulatedClient } from "./simulated-client.ts";

export const MADE: Made = { by: "extractive", cached: false, grounded: true };
const CUT_MADE: Made = { by: "model", cached: false, grounded: false };
const AGENT = { name: "Ada" };

/** Deterministic, so that a failing run can be repeated. */
function countingBytes(): RandomBytes {
  let count = 0;
  return (bytes) => {
    count += 1;
    let rest = count;
    for (let at = bytes.length - 1; at >= 0; at -= 1) {
      bytes[at] = rest & 31;
      rest >>>= 5;
    }
    return bytes;
  };
}

/** Runs the core over a log of arrays and throws at the moment an invariant breaks. */
export class Simulation {
  readonly log = new MemoryLog();
  readonly clients = new Map<string, SimulatedClient>();
  readonly acks = new Map<string, { messageId: string; seq: number }>();
  readonly texts = new Map<string, string>();
  readonly delivered: number[] = [];
  readonly turnsStarted = new Set<MessageId>();
  readonly #random = countingBytes();
  readonly conversationId: Id<"conversation"> = newId("conversation", this.#random);
  state: RoomState;
  nowMs = 1_000_000;
  running: MessageId | undefined;
  readonly #away = new Map<string, SimulatedClient>();
  #draining = false;
  /** Callers of the API are not visitors; their questions take nothing from the door. */
  #isAsking = false;
  #askedOnSockets = 0;
  /** The door was asked for more questions and has not answered. */
  isLeasing = false;
  #alarmAtMs: number | undefined;
  #timers = new Map<TimerSlot, number>();
  #seqOwner = new Map<number, string>();
  #highestQuestionSeq = 0;

  constructor() {
    this.state = this.#load();
  }

  #load(): RoomState {
    const stored = this.log.load(this.nowMs);
    return {
      conversationId: this.conversationId,
      agent: AGENT,
      origin: "https://netvexa.test",
      cutMade: CUT_MADE,
      mode: stored.mode,
      seq: stored.seq,
      storedSeq: stored.storedSeq,
      queue: stored.queue,
      open: stored.open,
      sockets: new Map([...this.clients.keys()].map((id) => [id, freshSocket(this.nowMs, this.#isGreeted(id))])),
      asks: [],
      outbox: { isPending: stored.hasOutbox, isDraining: false, failures: 0 },
      allowance: wakeAllowance(stored.turnsLeft),
      alarmAtMs: undefined,
    };
  }

  #isGreeted(id: string): boolean {
    return this.state?.sockets.get(id)?.greeted ?? false;
  }

  /** The object dies and wakes; sockets stay if `keepSockets`. */
  crash(keepSockets: boolean): void {
    if (!keepSockets) {
      for (const id of [...this.clients.keys()]) this.#part(id);
    }
    this.running = undefined;
    this.#draining = false;
    this.isLeasing = false;
    this.#timers.clear();
    this.state = this.#load();
    this.dispatch({ type: "woke" });
  }

  /** The door answers, if it was asked. */
  lease(turns: number): void {
    if (!this.isLeasing) return;
    this.isLeasing = false;
    this.dispatch({ type: "leased", turns, retryAfterMs: turns > 0 ? 0 : 5_000 });
  }

  /** The connection breaks; the client keeps what it has. */
  lose(id: string): void {
    this.#part(id);
    this.dispatch({ type: "left", id });
  }

  #part(id: string): void {
    const client = this.clients.get(id);
    if (client !== undefined) this.#away.set(id, client);
    this.clients.delete(id);
  }

  /** A client connects, for the first time or again. */
  join(id: string): SimulatedClient {
    const client = this.#away.get(id) ?? new SimulatedClient();
    this.#away.delete(id);
    this.clients.set(id, client);
    this.dispatch({ type: "joined", socket: id, agent: AGENT });
    return client;
  }

  frame(socket: string, frame: ClientFrame): void {
    let known = frame.type === "message" ? this.log.byClientId(frame.id) : undefined;
    if (frame.type === "stop" || frame.type === "feedback") known = this.log.byId(frame.messageId);
    this.dispatch({
      type: "frame",
      socket,
      parsed: { ok: true, frame },
      ...(known === undefined ? {} : { known }),
    });
  }

  ask(sink: string, clientId: string, text: string): void {
    const known = this.log.byClientId(clientId);
    const answer = known === undefined ? undefined : this.log.answerTo(known.id);
    this.#isAsking = true;
    this.dispatch({
      type: "asked",
      sink,
      clientId,
      text,
      ...(known === undefined ? {} : { known }),
      ...(answer === undefined ? {} : { answer }),
    });
    this.#isAsking = false;
  }

  advance(ms: number): void {
    this.nowMs += ms;
    for (const [slot, atMs] of [...this.#timers]) {
      if (atMs > this.nowMs) continue;
      this.#timers.delete(slot);
      this.dispatch({ type: "timer", slot });
    }
    if (this.#alarmAtMs !== undefined && this.#alarmAtMs <= this.nowMs) {
      this.#alarmAtMs = undefined;
      this.dispatch({ type: "alarm" });
    }
  }

  /** Ends a delivery that the room has asked for; false if it asked for none. */
  deliver(succeeds: boolean): boolean {
    if (!this.#draining) return false;
    this.#draining = false;
    if (!succeeds) {
      this.dispatch({ type: "outbox_failed" });
      return true;
    }
    const batch = this.log.outbox.slice(0, 3);
    for (const { entry } of batch) if (entry.kind === "message") this.delivered.push(entry.seq);
    const hasMore = this.log.outbox.length > batch.length;
    this.dispatch({ type: "outbox_flushed", upTo: batch.at(-1)?.position ?? 0, hasMore });
    return true;
  }

  dispatch(event: RoomEvent): void {
    if (event.type === "turn_ended" || event.type === "turn_failed") {
      if (this.running === event.answerId) this.running = undefined;
    }
    const decision = decide(this.state, event, {
      nowMs: this.nowMs,
      random: () => 0.5,
      newMessageId: () => newId("message", this.#random),
      newLeadId: () => newId("event", this.#random),
    });
    const sendsBefore = this.state;
    this.state = decision.state;
    for (const effect of decision.effects) this.#run(effect, sendsBefore);
    this.#checkState();
  }

  #run(effect: Effect, before: RoomState): void {
    switch (effect.type) {
      case "start_turn":
        this.#expect(this.running === undefined, "two turns run at once");
        this.running = effect.turn.answerId;
        this.turnsStarted.add(effect.turn.answerId);
        this.#claimSeq(effect.turn.answerSeq, effect.turn.answerId);
        break;
      case "abort_turn":
        if (this.running === effect.answerId) this.running = undefined;
        break;
      case "store":
        for (const write of effect.writes) if (write.type === "message") this.#checkNew(write.message);
        this.log.apply(effect.writes);
        break;
      case "send":
        for (const id of effect.to) this.#send(id, effect.frame);
        break;
      case "replay":
        for (const message of this.log.replay(effect.after)) {
          this.clients.get(effect.to)?.receive(storedMessageFrame(message));
        }
        break;
      case "close":
        this.#part(effect.to);
        break;
      case "timer":
        this.#timers.delete(effect.slot);
        if (effect.atMs !== undefined) this.#timers.set(effect.slot, effect.atMs);
        break;
      case "alarm":
        this.#alarmAtMs = effect.atMs;
        break;
      case "lease":
        this.#expect(!this.isLeasing, "the door is asked twice at once");
        this.isLeasing = true;
        break;
      case "drain_outbox":
        this.#expect(!this.#draining, "two deliveries run at once");
        this.#draining = true;
        break;
      case "greet":
        this.#expect(before.sockets.has(effect.socket), "an unknown socket is greeted");
        break;
    }
  }

  #checkNew({ id, seq, role }: StoredMessage): void {
    this.#claimSeq(seq, id);
    this.#expect(this.log.byId(id) === undefined, "a message is stored twice");
    if (role !== "visitor") return;
    if (!this.#isAsking) this.#askedOnSockets += 1;
    this.#expect(seq > this.#highestQuestionSeq, "the seq of a question does not grow");
    this.#highestQuestionSeq = seq;
  }

  /** Nothing with a seq leaves before it is in the log, and one client id has one acknowledgement for ever. */
  #send(to: string, frame: ServerFrame): void {
    if (frame.type === "ack" || frame.type === "message" || frame.type === "end") {
      const stored = this.log.byId(frame.messageId);
      this.#expect(stored?.seq === frame.seq, `${frame.type} was sent before it was stored`);
      if (frame.type !== "ack") this.#expect(stored?.text === frame.text, `${frame.type} differs from the log`);
    }
    if (frame.type === "ack") {
      const { messageId, seq } = frame;
      const first = this.acks.get(frame.id) ?? { messageId, seq };
      this.#expect(first.messageId === messageId && first.seq === seq, "one client id was acknowledged in two ways");
      this.acks.set(frame.id, first);
      this.clients.get(to)?.acknowledge(frame, this.texts.get(frame.id) ?? "");
    }
    this.clients.get(to)?.receive(frame);
  }

  #claimSeq(seq: number, owner: string): void {
    const known = this.#seqOwner.get(seq);
    this.#expect(known === undefined || known === owner, `seq ${seq} was given twice`);
    this.#seqOwner.set(seq, owner);
  }

  #checkState(): void {
    const { open, queue } = this.state;
    this.#expect(queue.length + (open === undefined ? 0 : 1) <= LIMITS.turnQueueMax, "the queue is over its bound");
    this.#expect(open !== undefined || queue.length === 0, "a question waits while nothing is answered");
    this.#expect(this.#askedOnSockets <= this.log.leasedTurns, "more was asked than the door has given");
    this.#expect(open?.answerId === this.running, "the open turn is not the one that runs");
    const hasDebt = open !== undefined || this.log.outbox.length > 0;
    this.#expect(!hasDebt || this.#alarmAtMs !== undefined, "there is work and no alarm behind it");
    for (const question of this.log.messages.filter(({ role }) => role === "visitor")) {
      const isWaiting = [open?.question, ...queue].some((turn) => turn?.questionId === question.id);
      const answers = this.log.messages.filter(({ replyTo }) => replyTo === question.id).length;
      this.#expect(answers + (isWaiting ? 1 : 0) === 1, "a question has not exactly one answer to come or stored");
    }
  }

  #expect(holds: boolean, what: string): void {
    if (!holds) throw new Error(what);
  }
}
