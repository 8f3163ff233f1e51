import { LIMITS } from "@netvexa/contract/limits";
import type { Decision } from "./effect.ts";
import type { DecisionContext, RoomState } from "./state.ts";

/** With fewer left than this the door is asked for more, so that it answers before they are used up. */
const LOW = 5;

/** Questions that the visitor's door has given and that are not asked yet. */
export interface Allowance {
  left: number;
  /** The door has been asked and has not answered. */
  isAsked: boolean;
  /** Before this the door would say no again. */
  askAtMs: number;
}

export function wakeAllowance(left: number): Allowance {
  return { left: Math.max(0, left), isAsked: false, askAtMs: 0 };
}

interface Charge {
  state: RoomState;
  /** Undefined if the question may be asked. */
  retryAfterMs: number | undefined;
  effects: Decision["effects"];
}

/** Charges one question of a visitor. The door is asked beside everything else, and never waited for. */
export function chargeTurn(state: RoomState, ctx: DecisionContext): Charge {
  const { left, isAsked, askAtMs } = state.allowance;
  const allowance = { left: Math.max(0, left - 1), isAsked, askAtMs };
  const retryAfterMs = left > 0 ? undefined : Math.max(askAtMs - ctx.nowMs, LIMITS.leaseWaitMs);
  if (allowance.left >= LOW || isAsked || ctx.nowMs < askAtMs)
    return { state: { ...state, allowance }, retryAfterMs, effects: [] };
  return {
    state: { ...state, allowance: { ...allowance, isAsked: true } },
    retryAfterMs,
    effects: [{ type: "lease" }],
  };
}

export function onLeased(
  state: RoomState,
  { turns, retryAfterMs }: { turns: number; retryAfterMs: number },
  ctx: DecisionContext,
): Decision {
  const allowance = { left: state.allowance.left + turns, isAsked: false, askAtMs: ctx.nowMs + retryAfterMs };
  const next = { ...state, allowance };
  return { state: next, effects: turns > 0 ? [{ type: "store", writes: [{ type: "lease", turns }] }] : [] };
}
