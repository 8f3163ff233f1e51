import { LIMITS } from "@netvexa/contract/limits";
import type { SocketState } from "./state.ts";

/** Refused frames that are not forgiven yet and after which the socket is closed. */
export const REFUSED_FRAMES_MAX = LIMITS.framesBurst;
/** Unreadable or misplaced frames after which the socket is closed. */
export const MALFORMED_FRAMES_MAX = 5;

export function freshSocket(nowMs: number, greeted: boolean): SocketState {
  return { greeted, tokens: LIMITS.framesBurst, refilledAtMs: nowMs, refusedFrames: 0, malformedFrames: 0 };
}

export interface BudgetVerdict {
  socket: SocketState;
  verdict: "pass" | "warn" | "drop" | "close";
  retryAfterMs: number;
}

/**
 * Charges one frame. The first refusal warns, later ones are dropped in silence so that a flood is not echoed. Refusals are
 * forgiven as fast as frames are given back, and no faster: a steady flood is told a few times, then hung up on.
 */
export function chargeFrame(socket: SocketState, nowMs: number): BudgetVerdict {
  const gained = (Math.max(0, nowMs - socket.refilledAtMs) * LIMITS.framesPerSecond) / 1_000;
  const tokens = Math.min(LIMITS.framesBurst, socket.tokens + gained);
  const unforgiven = Math.max(0, socket.refusedFrames - gained);
  if (tokens >= 1) {
    const paid = { ...socket, tokens: tokens - 1, refilledAtMs: nowMs, refusedFrames: unforgiven };
    return { socket: paid, verdict: "pass", retryAfterMs: 0 };
  }
  const refusedFrames = unforgiven + 1;
  const refused = { ...socket, tokens, refilledAtMs: nowMs, refusedFrames };
  const retryAfterMs = Math.ceil(((1 - tokens) * 1_000) / LIMITS.framesPerSecond);
  if (refusedFrames > REFUSED_FRAMES_MAX) return { socket: refused, verdict: "close", retryAfterMs };
  return { socket: refused, verdict: refusedFrames === 1 ? "warn" : "drop", retryAfterMs };
}
