import { LIMITS } from "@netvexa/contract/limits";
import { chargeTurn } from "./allowance.ts";
import { greetedSockets } from "./audience.ts";
import type { Decision, Effect, Write } from "./effect.ts";
import { ackFrame, deltaFrame, endFrame, problemFrame, startFrame, storedMessageFrame } from "./frames.ts";
import { ensureAlarm } from "./outbox.ts";
import type { DecisionContext, QueuedTurn, RoomState, StoredMessage } from "./state.ts";
import { type Opening, openTurn } from "./turn.ts";

interface Question {
  /** The socket or HTTP caller that asks; gets the acknowledgement. */
  from: string;
  clientId: string;
  text: string;
}

/** A question over a visitor's socket: counted with all that the visitor asks, here and in other conversations. */
export function takeVisitorQuestion(state: RoomState, question: Question, ctx: DecisionContext): Decision {
  const charge = chargeTurn(state, ctx);
  if (charge.retryAfterMs === undefined) {
    // A question for which there is no room costs nothing.
    if (isQueueFull(state)) return takeQuestion(state, question, ctx);
    const taken = takeQuestion(charge.state, question, ctx);
    return { state: taken.state, effects: [...taken.effects, ...charge.effects] };
  }
  const problem = { code: "rate_limited", retryAfterMs: charge.retryAfterMs } as const;
  const frame = problemFrame(state.origin, problem, question.clientId);
  return { state: charge.state, effects: [{ type: "send", to: [question.from], frame }, ...charge.effects] };
}

/** Stores a question, acknowledges it, and opens or queues its turn. */
function takeQuestion(state: RoomState, question: Question, ctx: DecisionContext): Decision {
  const { from, clientId, text } = question;
  if (isQueueFull(state)) {
    const frame = problemFrame(state.origin, { code: "queue_full" }, clientId);
    return { state, effects: [{ type: "send", to: [from], frame }] };
  }
  const seq = state.seq + 1;
  const message: StoredMessage = {
    id: ctx.newMessageId(),
    seq,
    settledSeq: seq,
    role: "visitor",
    text,
    clientId,
    citations: [],
    atMs: ctx.nowMs,
  };
  const turn: QueuedTurn = { questionId: message.id, questionSeq: seq, clientId, text };
  const isAsk = !state.sockets.has(from);
  const stored: RoomState = {
    ...state,
    seq,
    storedSeq: seq,
    asks: isAsk ? [...state.asks, { sink: from, questionId: message.id }] : state.asks,
    outbox: { ...state.outbox, isPending: true },
  };
  const opening = placeTurn(stored, turn, ctx);
  const alarm = ensureAlarm(opening.state, ctx);
  const writes: Write[] = [
    { type: "message", message },
    { type: "outbox", entry: { kind: "message", seq } },
    ...opening.writes,
  ];
  return {
    state: alarm.state,
    effects: [
      // Before the store, which closes the output gate: retrieval starts while the question is being made safe.
      ...opening.start,
      { type: "store", writes },
      { type: "send", to: [from], frame: ackFrame(clientId, message) },
      { type: "send", to: greetedSockets(state, from), frame: storedMessageFrame(message) },
      ...opening.announce,
      ...alarm.effects,
    ],
  };
}

function isQueueFull({ queue, open }: RoomState): boolean {
  return queue.length + (open === undefined ? 0 : 1) >= LIMITS.turnQueueMax;
}

function placeTurn(state: RoomState, turn: QueuedTurn, ctx: DecisionContext): Opening {
  if (state.open === undefined) return openTurn(state, turn, ctx);
  return {
    state: { ...state, queue: [...state.queue, turn] },
    start: [],
    writes: [{ type: "queue_turn", turn }],
    announce: [],
  };
}

/** A question over HTTP. One that is already known joins its answer wherever that stands. */
export function onAsked(
  state: RoomState,
  ask: { sink: string; clientId: string; text: string; known?: StoredMessage; answer?: StoredMessage },
  ctx: DecisionContext,
): Decision {
  const { sink, clientId, known, answer } = ask;
  if (known === undefined) {
    const taken = takeQuestion(state, { from: sink, clientId, text: ask.text }, ctx);
    if (taken.state !== state) return taken;
    return { state, effects: [...taken.effects, { type: "close", to: sink, code: 1000, reason: "" }] };
  }
  const ack: Effect = { type: "send", to: [sink], frame: ackFrame(clientId, known) };
  if (answer !== undefined) {
    const end: Effect = { type: "send", to: [sink], frame: endFrame(answer, state.cutMade, {}) };
    return { state, effects: [ack, end, { type: "close", to: sink, code: 1000, reason: "" }] };
  }
  const following = { ...state, asks: [...state.asks, { sink, questionId: known.id }] };
  const isOpen = state.open?.question.questionId === known.id;
  return { state: following, effects: [ack, ...(isOpen ? catchUp(state, sink) : [])] };
}

/** The answer in flight, from its first character to the last one shown. */
export function catchUp(state: RoomState, to: string): Effect[] {
  const { open } = state;
  if (open === undefined) return [];
  const effects: Effect[] = [{ type: "send", to: [to], frame: startFrame(open) }];
  const frame = deltaFrame(open, 0, open.shownChars);
  if (frame !== undefined) effects.push({ type: "send", to: [to], frame });
  return effects;
}
