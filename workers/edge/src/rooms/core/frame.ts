import { CLOSE, type ClientFrame } from "@netvexa/contract/frames/wire";
import type { ProblemInput } from "@netvexa/contract/problem";
import { greetedSockets } from "./audience.ts";
import { chargeFrame, MALFORMED_FRAMES_MAX } from "./budget.ts";
import type { Decision, Effect } from "./effect.ts";
import type { RoomEvent } from "./event.ts";
import { ackFrame, problemFrame, welcomeFrame } from "./frames.ts";
import { catchUp, takeVisitorQuestion } from "./messages.ts";
import { storeAndDrain } from "./outbox.ts";
import type { DecisionContext, RoomState, SocketState, StoredMessage } from "./state.ts";
import { cutTurn } from "./turn.ts";

type FrameEvent = Extract<RoomEvent, { type: "frame" }>;

function withSocket(state: RoomState, id: string, socket: SocketState): RoomState {
  return { ...state, sockets: new Map(state.sockets).set(id, socket) };
}

function withoutSocket(state: RoomState, id: string): RoomState {
  const sockets = new Map(state.sockets);
  sockets.delete(id);
  return { ...state, sockets };
}

function tell(state: RoomState, to: string, problem: ProblemInput, id?: string): Decision {
  return { state, effects: [{ type: "send", to: [to], frame: problemFrame(state.origin, problem, id) }] };
}

/** A frame that should not have been sent: told each time, closed after too many. */
function misstep(state: RoomState, id: string, socket: SocketState, problem: ProblemInput): Decision {
  const malformedFrames = socket.malformedFrames + 1;
  const told = tell(withSocket(state, id, { ...socket, malformedFrames }), id, problem);
  if (malformedFrames < MALFORMED_FRAMES_MAX) return told;
  return hangUp(told.state, id, CLOSE.malformed, problem.code, told.effects);
}

function hangUp(state: RoomState, to: string, code: number, reason: string, before: readonly Effect[] = []): Decision {
  return { state: withoutSocket(state, to), effects: [...before, { type: "close", to, code, reason }] };
}

/** Judges a frame of a visitor — size, budget, form, order — and only then what it says. */
export function onFrame(state: RoomState, event: FrameEvent, ctx: DecisionContext): Decision {
  const known = state.sockets.get(event.socket);
  // A socket that we closed may still have frames on the way.
  if (known === undefined) return { state, effects: [] };
  const { parsed, socket: id } = event;
  const charge = chargeFrame(known, ctx.nowMs);
  const charged = withSocket(state, id, charge.socket);
  if (!parsed.ok && parsed.code === "frame_too_large") {
    return hangUp(charged, id, CLOSE.tooLarge, parsed.code, tell(charged, id, { code: parsed.code }).effects);
  }
  if (charge.verdict === "close") return hangUp(charged, id, CLOSE.rateLimited, "rate_limited");
  if (charge.verdict === "drop") return { state: charged, effects: [] };
  if (charge.verdict === "warn") {
    const clientId = parsed.ok && parsed.frame.type === "message" ? parsed.frame.id : undefined;
    return tell(charged, id, { code: "rate_limited", retryAfterMs: charge.retryAfterMs }, clientId);
  }
  if (!parsed.ok) {
    const detail = parsed.detail === undefined ? {} : { detail: parsed.detail };
    return misstep(charged, id, charge.socket, { code: parsed.code, ...detail });
  }
  if ((parsed.frame.type === "hello") === charge.socket.greeted) {
    return misstep(charged, id, charge.socket, { code: "frame_unexpected" });
  }
  return onClientFrame(charged, { id, socket: charge.socket }, parsed.frame, event.known, ctx);
}

function onClientFrame(
  state: RoomState,
  from: { id: string; socket: SocketState },
  frame: ClientFrame,
  known: StoredMessage | undefined,
  ctx: DecisionContext,
): Decision {
  switch (frame.type) {
    case "hello":
      return onHello(withSocket(state, from.id, { ...from.socket, greeted: true }), from.id, frame.after);
    case "message":
      if (known !== undefined) {
        return { state, effects: [{ type: "send", to: [from.id], frame: ackFrame(frame.id, known) }] };
      }
      return takeVisitorQuestion(state, { from: from.id, clientId: frame.id, text: frame.text }, ctx);
    case "stop":
      return onStop(state, from.id, frame.messageId, known, ctx);
    case "feedback": {
      if (known?.role === undefined || known.role === "visitor")
        return tell(state, from.id, { code: "message_unknown" });
      const { rating, comment } = frame;
      const entry = { kind: "feedback", messageId: known.id, rating, atMs: ctx.nowMs } as const;
      const full = comment === undefined ? entry : { ...entry, comment };
      return storeAndDrain(state, [{ type: "outbox", entry: full }], ctx);
    }
    case "contact": {
      const entry = { kind: "lead", id: ctx.newLeadId(), fields: frame.fields, atMs: ctx.nowMs } as const;
      return storeAndDrain(state, [{ type: "outbox", entry }], ctx);
    }
    case "handoff":
      return onHandoff(state, from.id, ctx);
    case "typing":
      return { state, effects: [] };
  }
}

function onHello(state: RoomState, id: string, after: number): Decision {
  return {
    state,
    effects: [
      { type: "greet", socket: id },
      { type: "send", to: [id], frame: welcomeFrame(state) },
      { type: "replay", to: id, after },
      ...catchUp(state, id),
    ],
  };
}

function onStop(
  state: RoomState,
  from: string,
  messageId: string,
  known: StoredMessage | undefined,
  ctx: DecisionContext,
): Decision {
  const { open } = state;
  if (open?.answerId === messageId) return cutTurn(state, open, { reason: "stopped" }, ctx);
  // The answer may have ended while the frame was on its way.
  if (known !== undefined) return { state, effects: [] };
  return tell(state, from, { code: "message_unknown" });
}

function onHandoff(state: RoomState, from: string, ctx: DecisionContext): Decision {
  if (state.mode === "waiting") {
    return { state, effects: [{ type: "send", to: [from], frame: { type: "mode", mode: state.mode } }] };
  }
  const waiting: RoomState = { ...state, mode: "waiting" };
  const stored = storeAndDrain(
    waiting,
    [
      { type: "mode", mode: "waiting" },
      { type: "outbox", entry: { kind: "conversation" } },
    ],
    ctx,
  );
  const [store, ...rest] = stored.effects;
  const announce: Effect = { type: "send", to: greetedSockets(waiting), frame: { type: "mode", mode: "waiting" } };
  return { state: stored.state, effects: store === undefined ? [announce] : [store, announce, ...rest] };
}
