import type { Citation, Made, Timings } from "@netvexa/contract/answer";
import type { EndReason } from "@netvexa/contract/frames/wire";
import { LIMITS } from "@netvexa/contract/limits";
import type { ProblemCode } from "@netvexa/contract/problem";
import { audience, followers, greetedSockets } from "./audience.ts";
import type { Decision, Effect, Write } from "./effect.ts";
import { deltaFrame, endFrame, problemFrame, startFrame } from "./frames.ts";
import { wantDrain } from "./outbox.ts";
import type { DecisionContext, OpenTurn, QueuedTurn, RoomState, StoredMessage } from "./state.ts";

/** How much of an answer, in time, may be lost to a crash before it is stored. Each store costs a disk sync. */
export const PARTIAL_STORE_MS = 250;

/** Opens a turn in three parts, so that the caller can put its write into the one transaction of the step. */
export interface Opening {
  state: RoomState;
  start: readonly Effect[];
  writes: readonly Write[];
  /** Goes after the store. */
  announce: readonly Effect[];
}

function announceTurn(state: RoomState, turn: OpenTurn, ctx: DecisionContext): Effect[] {
  return [
    { type: "timer", slot: "deadline", atMs: ctx.nowMs + LIMITS.turnTimeoutMs },
    { type: "send", to: audience(state, turn.question.questionId), frame: startFrame(turn) },
  ];
}

export function openTurn(state: RoomState, question: QueuedTurn, ctx: DecisionContext): Opening {
  const turn: OpenTurn = {
    question,
    answerId: ctx.newMessageId(),
    answerSeq: state.seq + 1,
    attempt: 1,
    text: "",
    shownChars: 0,
    flushedAtMs: undefined,
    isFlushArmed: false,
    storedAtMs: ctx.nowMs,
  };
  const opened = { ...state, seq: turn.answerSeq, open: turn };
  return {
    state: opened,
    start: [{ type: "start_turn", turn }],
    writes: [{ type: "open_turn", turn }],
    announce: announceTurn(opened, turn, ctx),
  };
}

function openNext(state: RoomState, ctx: DecisionContext): Opening {
  const [next, ...queue] = state.queue;
  if (next === undefined) return { state, start: [], writes: [], announce: [] };
  return openTurn({ ...state, queue }, next, ctx);
}

/** Runs a turn again whose runner died before anything was kept of its text. */
export function reopenTurn(state: RoomState, turn: OpenTurn, ctx: DecisionContext): Decision {
  const again = { ...turn, attempt: turn.attempt + 1, storedAtMs: ctx.nowMs };
  const reopened = { ...state, open: again };
  return {
    state: reopened,
    effects: [
      { type: "start_turn", turn: again },
      { type: "store", writes: [{ type: "open_turn", turn: again }] },
      ...announceTurn(reopened, again, ctx),
    ],
  };
}

export function onDelta(state: RoomState, turn: OpenTurn, text: string, ctx: DecisionContext): Decision {
  const grown = { ...turn, text: turn.text + text };
  const dueAtMs = turn.flushedAtMs === undefined ? ctx.nowMs : turn.flushedAtMs + LIMITS.deltaFlushMs;
  if (ctx.nowMs >= dueAtMs) return flush(state, grown, ctx);
  if (turn.isFlushArmed) return { state: { ...state, open: grown }, effects: [] };
  return {
    state: { ...state, open: { ...grown, isFlushArmed: true } },
    effects: [{ type: "timer", slot: "flush", atMs: dueAtMs }],
  };
}

/** Shows what has gathered. The text is kept after it is sent: a frame that waits for the disk is a late frame. */
export function flush(state: RoomState, turn: OpenTurn, ctx: DecisionContext): Decision {
  const frame = deltaFrame(turn, turn.shownChars, turn.text.length);
  if (frame === undefined) return { state: { ...state, open: { ...turn, isFlushArmed: false } }, effects: [] };
  const isFirst = turn.flushedAtMs === undefined;
  const isStoreDue = !isFirst && ctx.nowMs - turn.storedAtMs >= PARTIAL_STORE_MS;
  const shown: OpenTurn = {
    ...turn,
    shownChars: turn.text.length,
    flushedAtMs: ctx.nowMs,
    isFlushArmed: false,
    storedAtMs: isFirst || isStoreDue ? ctx.nowMs : turn.storedAtMs,
  };
  const effects: Effect[] = [{ type: "send", to: audience(state, turn.question.questionId), frame }];
  if (turn.isFlushArmed) effects.push({ type: "timer", slot: "flush", atMs: undefined });
  if (isStoreDue) {
    effects.push({ type: "store", writes: [{ type: "partial", answerId: turn.answerId, text: turn.text }] });
  }
  return { state: { ...state, open: shown }, effects };
}

export interface Outcome {
  text: string;
  citations: readonly Citation[];
  made: Made;
  reason: EndReason;
  timings?: Timings;
}

/** Stores the answer, tells everybody, and opens the next turn: one transaction for all of it. */
export function settleTurn(state: RoomState, turn: OpenTurn, outcome: Outcome, ctx: DecisionContext): Decision {
  const answer: StoredMessage = {
    id: turn.answerId,
    seq: turn.answerSeq,
    settledSeq: state.seq,
    role: "agent",
    text: outcome.text,
    replyTo: turn.question.questionId,
    citations: outcome.citations,
    made: outcome.made,
    reason: outcome.reason,
    atMs: ctx.nowMs,
  };
  const { questionId } = turn.question;
  const sinks = followers(state, questionId);
  const settled: RoomState = {
    ...state,
    open: undefined,
    storedSeq: Math.max(state.storedSeq, answer.seq),
    asks: state.asks.filter((ask) => ask.questionId !== questionId),
  };
  const next = openNext(settled, ctx);
  const drain = wantDrain(next.state, true);
  const rest = outcome.text.startsWith(turn.text.slice(0, turn.shownChars))
    ? deltaFrame({ ...turn, text: outcome.text }, turn.shownChars, outcome.text.length)
    : undefined;
  return {
    state: drain.state,
    effects: [
      ...(rest === undefined ? [] : [{ type: "send", to: audience(state, questionId), frame: rest } as const]),
      {
        type: "store",
        writes: [
          { type: "message", message: answer },
          { type: "close_turn", questionId },
          { type: "outbox", entry: { kind: "message", seq: answer.seq } },
          ...next.writes,
        ],
      },
      // After the store: the next question's history has this answer in it.
      ...next.start,
      { type: "timer", slot: "flush", atMs: undefined },
      { type: "timer", slot: "deadline", atMs: undefined },
      { type: "send", to: greetedSockets(state), frame: endFrame(answer, state.cutMade) },
      ...endForSinks(sinks, answer, outcome, state),
      ...next.announce,
      ...drain.effects,
    ],
  };
}

function endForSinks(sinks: readonly string[], answer: StoredMessage, outcome: Outcome, state: RoomState): Effect[] {
  if (sinks.length === 0) return [];
  const timings = outcome.timings === undefined ? {} : { timings: outcome.timings };
  return [
    { type: "send", to: sinks, frame: endFrame(answer, state.cutMade, timings) },
    ...sinks.map((sink) => ({ type: "close", to: sink, code: 1000, reason: "" }) as const),
  ];
}

/** Ends a turn before its end; what was shown is kept and marked, so half a text never passes for a whole one. */
export function cutTurn(
  state: RoomState,
  turn: OpenTurn,
  why: { reason: "stopped" | "interrupted"; problem?: ProblemCode },
  ctx: DecisionContext,
): Decision {
  const text = turn.text.slice(0, turn.shownChars);
  const settled = settleTurn(state, turn, { text, citations: [], made: state.cutMade, reason: why.reason }, ctx);
  const effects: Effect[] = [{ type: "abort_turn", answerId: turn.answerId }];
  if (why.problem !== undefined) {
    const frame = problemFrame(state.origin, { code: why.problem }, turn.question.clientId);
    effects.push({ type: "send", to: audience(state, turn.question.questionId), frame });
  }
  return { state: settled.state, effects: [...effects, ...settled.effects] };
}
