import { CLOSE, type ServerFrame, type WireAgent } from "@netvexa/contract/frames/wire";
import { newId } from "@netvexa/contract/ids";
import { LIMITS } from "@netvexa/contract/limits";
import { ServiceError } from "@netvexa/contract/problem";
import type { Connections } from "./connections.ts";
import { wakeAllowance } from "./core/allowance.ts";
import { freshSocket } from "./core/budget.ts";
import { decide } from "./core/decide.ts";
import type { Effect } from "./core/effect.ts";
import type { RoomEvent, TimerSlot } from "./core/event.ts";
import { faultFrame, storedMessageFrame } from "./core/frames.ts";
import { type ParsedFrame, parseFrame } from "./core/parse-frame.ts";
import type { DecisionContext, OpenTurn, RoomState, StoredMessage } from "./core/state.ts";
import type { Join } from "./join.ts";
import type { RoomDeps } from "./ports.ts";
import type { RoomStore } from "./room-store.ts";

const HISTORY_MESSAGES = 6;
const OUTBOX_BATCH = 50;

/** What the object offers besides storage and sockets. */
export interface RoomPlatform {
  setAlarm(atMs: number): void;
  /** Keeps the object in memory until the work is done. */
  waitUntil(work: Promise<void>): void;
}

export interface RoomParts {
  join: Join;
  store: RoomStore;
  connections: Connections;
  deps: RoomDeps;
  platform: RoomPlatform;
}

/** Runs the pure core against real ports: looks up the facts of an event, then carries out its effects in order. */
export class Room {
  readonly #parts: RoomParts;
  #join: Join;
  #state: RoomState;
  #inbox: RoomEvent[] = [];
  #isBusy = false;
  #isBroken = false;
  #running: { answerId: string; controller: AbortController } | undefined;
  #delivery: Promise<void> = Promise.resolve();
  readonly #timers = new Map<TimerSlot, () => void>();

  constructor(parts: RoomParts) {
    this.#parts = parts;
    this.#join = parts.join;
    this.#state = wakeState(parts);
    this.dispatch({ type: "woke" });
  }

  /** True after a failure of the room's own storage; the next event needs a new instance. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  get join(): Join {
    return this.#join;
  }

  /** Takes over newer settings; whose conversation it is was settled by the first join. */
  updateSettings({ agentVersion, plan, settings }: Join): void {
    const join = { ...this.#join, agentVersion, plan, settings };
    if (JSON.stringify(join) === JSON.stringify(this.#join)) return;
    this.#join = join;
    this.#parts.store.saveJoin(join, this.#parts.deps.now());
  }

  joined(socket: string): void {
    this.dispatch({ type: "joined", socket, agent: publicAgent(this.#join) });
  }

  frame(socket: string, data: string | ArrayBuffer): void {
    const parsed = parseFrame(data);
    const known = this.#findNamed(parsed);
    this.dispatch({ type: "frame", socket, parsed, ...(known === undefined ? {} : { known }) });
  }

  ask(sink: string, question: { clientId: string; text: string }): void {
    const known = this.#parts.store.findByClientId(question.clientId);
    const answer = known === undefined ? undefined : this.#parts.store.findAnswer(known.id);
    this.dispatch({
      type: "asked",
      sink,
      ...question,
      ...(known === undefined ? {} : { known }),
      ...(answer === undefined ? {} : { answer }),
    });
  }

  /** Events raised while one is being handled wait for their turn. */
  dispatch(event: RoomEvent): void {
    this.#inbox.push(event);
    if (this.#isBusy || this.#isBroken) return;
    this.#isBusy = true;
    try {
      for (let next = this.#inbox.shift(); next !== undefined; next = this.#inbox.shift()) this.#handle(next);
    } catch (error) {
      this.#breakDown(error);
    } finally {
      this.#isBusy = false;
    }
  }

  /** Stops everything for good; resolves once nothing is on its way to the transcript any more. */
  async end(code: number): Promise<void> {
    this.#halt();
    this.#parts.connections.closeAll(code, "");
    await this.#delivery;
  }

  #handle(event: RoomEvent): void {
    const { deps } = this.#parts;
    const ctx: DecisionContext = { ...deps, nowMs: deps.now() };
    const decision = decide(this.#state, event, ctx);
    this.#state = decision.state;
    for (const effect of decision.effects) this.#run(effect);
  }

  #run(effect: Effect): void {
    const { store, connections, platform } = this.#parts;
    switch (effect.type) {
      case "start_turn":
        this.#startTurn(effect.turn);
        break;
      case "abort_turn":
        if (this.#running?.answerId === effect.answerId) this.#running.controller.abort();
        break;
      case "store":
        store.apply(effect.writes);
        break;
      case "send":
        this.#send(effect.to, effect.frame);
        break;
      case "replay":
        for (const message of store.replay(effect.after)) this.#send([effect.to], storedMessageFrame(message));
        break;
      case "greet":
        connections.greet(effect.socket);
        break;
      case "close":
        connections.close(effect.to, effect.code, effect.reason);
        break;
      case "timer":
        this.#setTimer(effect.slot, effect.atMs);
        break;
      case "alarm":
        platform.setAlarm(effect.atMs);
        break;
      case "lease":
        platform.waitUntil(this.#lease());
        break;
      case "drain_outbox":
        this.#delivery = this.#drainOutbox();
        platform.waitUntil(this.#delivery);
        break;
    }
  }

  #send(to: readonly string[], frame: ServerFrame): void {
    if (to.length === 0) return;
    const text = JSON.stringify(frame);
    for (const id of to) this.#parts.connections.send(id, text);
  }

  #findNamed(parsed: ParsedFrame): StoredMessage | undefined {
    if (!parsed.ok) return undefined;
    const { frame } = parsed;
    if (frame.type === "message") return this.#parts.store.findByClientId(frame.id);
    if (frame.type === "stop" || frame.type === "feedback") return this.#parts.store.findById(frame.messageId);
    return undefined;
  }

  #setTimer(slot: TimerSlot, atMs: number | undefined): void {
    this.#timers.get(slot)?.();
    this.#timers.delete(slot);
    if (atMs === undefined) return;
    const { deps } = this.#parts;
    const cancel = deps.after(Math.max(0, atMs - deps.now()), () => {
      this.#timers.delete(slot);
      this.dispatch({ type: "timer", slot });
    });
    this.#timers.set(slot, cancel);
  }

  #startTurn(turn: OpenTurn): void {
    const controller = new AbortController();
    this.#running = { answerId: turn.answerId, controller };
    const pumped = this.#pump(turn, controller.signal).catch((error: unknown) => this.#breakDown(error));
    this.#parts.platform.waitUntil(pumped);
  }

  async #pump(turn: OpenTurn, signal: AbortSignal): Promise<void> {
    const { store, deps } = this.#parts;
    const { answerId, question } = turn;
    const startedAtMs = deps.now();
    let code: string = "aborted";
    try {
      const history = store.history(question.questionSeq, HISTORY_MESSAGES);
      for await (const event of deps.turns.run({ join: this.#join, question: question.text, history, signal })) {
        if (signal.aborted) break;
        if (event.type === "delta") this.dispatch({ ...event, answerId });
        else {
          code = event.made.by;
          this.dispatch({ ...event, type: "turn_ended", answerId });
        }
      }
      // Of no effect on a turn that has ended; ends one whose runner stopped without saying so.
      this.dispatch({ type: "turn_failed", answerId, code: "internal" });
    } catch (error) {
      if (!signal.aborted) {
        const failure = error instanceof ServiceError ? error.code : "internal";
        code = failure;
        deps.log({ ...this.#names(), event: "turn_failed", code, error });
        this.dispatch({ type: "turn_failed", answerId, code: failure });
      }
    }
    deps.log({ ...this.#names(), event: "turn", code, durationMs: deps.now() - startedAtMs });
  }

  /** A door that cannot be asked keeps nobody from chatting. */
  async #lease(): Promise<void> {
    const { deps } = this.#parts;
    try {
      this.dispatch({ type: "leased", ...(await deps.door.lease(this.#join)) });
    } catch (error) {
      deps.log({ ...this.#names(), event: "door_failed", error });
      this.dispatch({ type: "leased", turns: LIMITS.turnsPerLease, retryAfterMs: 0 });
    }
  }

  async #drainOutbox(): Promise<void> {
    const { store, deps } = this.#parts;
    try {
      const batch = store.readOutbox(OUTBOX_BATCH);
      if (batch.upTo > 0) await deps.transcript.write(this.#join, store.snapshot(), batch.entries);
      this.dispatch({ type: "outbox_flushed", upTo: batch.upTo, hasMore: store.hasOutboxAfter(batch.upTo) });
    } catch (error) {
      deps.log({ ...this.#names(), event: "outbox_failed", count: this.#state.outbox.failures + 1, error });
      this.dispatch({ type: "outbox_failed" });
    }
  }

  #names() {
    const { tenantId, agentId, conversationId } = this.#join;
    return { tenantId, agentId, conversationId };
  }

  /** The store and the state may differ now: forget the state, and let clients come back to what is stored. */
  #breakDown(error: unknown): void {
    this.#halt();
    const { connections, deps } = this.#parts;
    const requestId = newId("request");
    deps.log({ ...this.#names(), event: "room_failed", requestId, error });
    connections.sendAll(JSON.stringify(faultFrame(deps.origin, requestId)));
    connections.closeAll(CLOSE.goingAway, "");
  }

  #halt(): void {
    this.#isBroken = true;
    this.#inbox = [];
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#running?.controller.abort();
  }
}

function publicAgent(join: Join): WireAgent {
  const { name, greeting, starters } = join.settings;
  return { name, ...(greeting === "" ? {} : { greeting }), ...(starters.length === 0 ? {} : { starters }) };
}

function wakeState({ join, store, connections, deps }: RoomParts): RoomState {
  const nowMs = deps.now();
  const stored = store.load(nowMs);
  return {
    conversationId: join.conversationId,
    agent: publicAgent(join),
    origin: deps.origin,
    cutMade: deps.turns.cutMade,
    mode: stored.mode,
    seq: stored.seq,
    storedSeq: stored.storedSeq,
    queue: stored.queue,
    open: stored.open,
    sockets: new Map(connections.live().map(({ id, greeted }) => [id, freshSocket(nowMs, greeted)])),
    asks: [],
    outbox: { isPending: stored.hasOutbox, isDraining: false, failures: 0 },
    allowance: wakeAllowance(stored.turnsLeft),
    alarmAtMs: undefined,
  };
}
