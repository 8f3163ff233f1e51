import { LIMITS } from "@netvexa/contract/limits";

const { ownExportsPerWindow, ownExportsWindowMs } = LIMITS;

/** How many copies each session has taken, in memory only: a door that sleeps has had quiet. */
export class CopyBudget {
  readonly #windows = new Map<string, { endsAtMs: number; copies: number }>();

  /** Zero if a copy may be taken now, which is then counted; else how long to wait. */
  take(sessionId: string, nowMs: number): number {
    for (const [id, { endsAtMs }] of this.#windows) if (endsAtMs <= nowMs) this.#windows.delete(id);
    const window = this.#windows.get(sessionId) ?? { endsAtMs: nowMs + ownExportsWindowMs, copies: 0 };
    if (window.copies >= ownExportsPerWindow) return window.endsAtMs - nowMs;
    this.#windows.set(sessionId, { ...window, copies: window.copies + 1 });
    return 0;
  }
}
