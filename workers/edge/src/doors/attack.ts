import { LIMITS } from "@netvexa/contract/limits";

/** What a door knows of the rate at which new sessions are asked for. Windows follow each other without gaps. */
export interface Pressure {
  windowStartMs: number;
  count: number;
  previous: number;
  isAttack: boolean;
  /** When there was last more going on than a calm door has. */
  loudAtMs: number;
}

export const CALM: Pressure = { windowStartMs: 0, count: 0, previous: 0, isAttack: false, loudAtMs: 0 };

const { newSessionsWindowMs, attackOverAfterMs, workBitsMin, workBitsMax } = LIMITS;

/** The state at this time, with nothing new. An attack is over after a stretch in which no window was loud. */
export function settle(state: Pressure, nowMs: number): Pressure {
  const passed = Math.max(0, Math.floor((nowMs - state.windowStartMs) / newSessionsWindowMs));
  const rolled =
    passed === 0
      ? state
      : {
          ...state,
          windowStartMs: state.windowStartMs + passed * newSessionsWindowMs,
          count: 0,
          previous: passed === 1 ? state.count : 0,
        };
  const isOver = rolled.isAttack && nowMs - rolled.loudAtMs >= attackOverAfterMs;
  return isOver ? { ...rolled, isAttack: false } : rolled;
}

/**
 * One more new session is asked for, whether or not it will be given. More than `threshold` in a window is an attack;
 * while it lasts, half as many keep it going.
 */
export function press(state: Pressure, nowMs: number, threshold: number): Pressure {
  const settled = settle(state, nowMs);
  const next = { ...settled, count: settled.count + 1 };
  const isAttack = next.isAttack || next.count > threshold;
  const isLoud = isAttack && next.count > threshold / 2;
  return { ...next, isAttack, loudAtMs: isLoud ? nowMs : next.loudAtMs };
}

/** Leading zero bits that a session costs: one more for each doubling of what makes an attack. */
export function workBits({ count, previous }: Pressure, threshold: number): number {
  const doublings = Math.floor(Math.log2(Math.max(count, previous, 1) / threshold));
  return Math.min(workBitsMax, workBitsMin + Math.max(0, doublings));
}
