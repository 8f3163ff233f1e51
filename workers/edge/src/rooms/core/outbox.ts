import type { Decision, Effect, Write } from "./effect.ts";
import type { DecisionContext, RoomState } from "./state.ts";

/** The alarm is the net under everything that should have happened by itself: a turn, a delivery. */
export const WATCHDOG_MS = 60_000;
export const BACKOFF_FIRST_MS = 1_000;
export const BACKOFF_MAX_MS = 15 * 60_000;

/** Full jitter over an exponential ceiling, never under half of it. */
export function backoffMs(failures: number, random: () => number): number {
  const ceiling = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(failures, 20));
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}

/** Arms the watchdog unless one is already set; a late one costs a wake, a missing one a message. */
export function ensureAlarm(state: RoomState, ctx: DecisionContext): Decision {
  if (state.alarmAtMs !== undefined && state.alarmAtMs > ctx.nowMs) return { state, effects: [] };
  const atMs = ctx.nowMs + WATCHDOG_MS;
  return { state: { ...state, alarmAtMs: atMs }, effects: [{ type: "alarm", atMs }] };
}

/** Starts a delivery unless one runs, or the last failed and its alarm is to come. */
export function wantDrain(state: RoomState, hasNew: boolean): Decision {
  const isPending = state.outbox.isPending || hasNew;
  const outbox = { ...state.outbox, isPending };
  if (!isPending || outbox.isDraining || outbox.failures > 0) return { state: { ...state, outbox }, effects: [] };
  return { state: { ...state, outbox: { ...outbox, isDraining: true } }, effects: [{ type: "drain_outbox" }] };
}

/** Stores side effects that no answer waits for and sends them on at once. */
export function storeAndDrain(state: RoomState, writes: readonly Write[], ctx: DecisionContext): Decision {
  const alarm = ensureAlarm(state, ctx);
  const drain = wantDrain(alarm.state, true);
  return { state: drain.state, effects: [{ type: "store", writes }, ...alarm.effects, ...drain.effects] };
}

export function onOutboxFlushed(state: RoomState, event: { upTo: number; hasMore: boolean }): Decision {
  const effects: Effect[] = [];
  if (event.upTo > 0) effects.push({ type: "store", writes: [{ type: "outbox_done", upTo: event.upTo }] });
  const idle = { ...state, outbox: { isPending: event.hasMore, isDraining: false, failures: 0 } };
  const more = wantDrain(idle, event.hasMore);
  return { state: more.state, effects: [...effects, ...more.effects] };
}

export function onOutboxFailed(state: RoomState, ctx: DecisionContext): Decision {
  const atMs = ctx.nowMs + backoffMs(state.outbox.failures, ctx.random);
  return {
    state: {
      ...state,
      alarmAtMs: atMs,
      outbox: { ...state.outbox, isDraining: false, failures: state.outbox.failures + 1 },
    },
    effects: [{ type: "alarm", atMs }],
  };
}

export function onAlarm(state: RoomState, ctx: DecisionContext): Decision {
  const fired = { ...state, alarmAtMs: undefined };
  const isBusy = fired.outbox.isPending || fired.open !== undefined;
  if (!isBusy) return { state: fired, effects: [] };
  const rearmed = ensureAlarm(fired, ctx);
  // The wait after a failure is over: try again whatever the count says.
  const retry = wantDrain({ ...rearmed.state, outbox: { ...rearmed.state.outbox, failures: 0 } }, false);
  const outbox = { ...retry.state.outbox, failures: fired.outbox.failures };
  return { state: { ...retry.state, outbox }, effects: [...rearmed.effects, ...retry.effects] };
}
