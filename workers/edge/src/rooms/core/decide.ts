import { onLeased } from "./allowance.ts";
import { freshSocket } from "./budget.ts";
import type { Decision } from "./effect.ts";
import type { RoomEvent } from "./event.ts";
import { onFrame } from "./frame.ts";
import { onAsked } from "./messages.ts";
import { onAlarm, onOutboxFailed, onOutboxFlushed, wantDrain } from "./outbox.ts";
import type { DecisionContext, OpenTurn, RoomState } from "./state.ts";
import { cutTurn, flush, onDelta, reopenTurn, settleTurn } from "./turn.ts";

/** Times that a turn is run before the room gives up on it. */
export const TURN_ATTEMPTS_MAX = 2;

/** The whole behaviour of a room: what it becomes and what must be done, in this order. Total and pure. */
export function decide(state: RoomState, event: RoomEvent, ctx: DecisionContext): Decision {
  switch (event.type) {
    case "woke":
      return onWoke(state, ctx);
    case "joined": {
      const sockets = new Map(state.sockets).set(event.socket, freshSocket(ctx.nowMs, false));
      return { state: { ...state, agent: event.agent, sockets }, effects: [] };
    }
    case "frame":
      return onFrame(state, event, ctx);
    case "asked":
      return onAsked(state, event, ctx);
    case "left":
      return onLeft(state, event.id);
    case "delta":
      return whileOpen(state, event.answerId, (turn) => onDelta(state, turn, event.text, ctx));
    case "turn_ended":
      return whileOpen(state, event.answerId, (turn) => {
        const { text, citations, made, timings } = event;
        return settleTurn(state, turn, { text, citations, made, timings, reason: "complete" }, ctx);
      });
    case "turn_failed":
      return whileOpen(state, event.answerId, (turn) =>
        cutTurn(state, turn, { reason: "interrupted", problem: event.code }, ctx),
      );
    case "timer":
      return onTimer(state, event.slot, ctx);
    case "alarm":
      return onAlarm(state, ctx);
    case "leased":
      return onLeased(state, event, ctx);
    case "outbox_flushed":
      return onOutboxFlushed(state, event);
    case "outbox_failed":
      return onOutboxFailed(state, ctx);
  }
}

/** News of a turn that is no longer open is stale and changes nothing. */
function whileOpen(state: RoomState, answerId: string, then: (turn: OpenTurn) => Decision): Decision {
  return state.open?.answerId === answerId ? then(state.open) : { state, effects: [] };
}

/** Text that was kept ends as interrupted; a turn of which nothing was kept is simply run again. */
function onWoke(state: RoomState, ctx: DecisionContext): Decision {
  const { open } = state;
  if (open === undefined) return wantDrain(state, false);
  if (open.text === "" && open.attempt < TURN_ATTEMPTS_MAX) return reopenTurn(state, open, ctx);
  return cutTurn(state, open, { reason: "interrupted" }, ctx);
}

function onTimer(state: RoomState, slot: "flush" | "deadline", ctx: DecisionContext): Decision {
  const { open } = state;
  if (open === undefined) return { state, effects: [] };
  if (slot === "flush") return flush(state, { ...open, isFlushArmed: false }, ctx);
  return cutTurn(state, open, { reason: "interrupted", problem: "model_unavailable" }, ctx);
}

function onLeft(state: RoomState, id: string): Decision {
  const sockets = new Map(state.sockets);
  sockets.delete(id);
  return { state: { ...state, sockets, asks: state.asks.filter((ask) => ask.sink !== id) }, effects: [] };
}
