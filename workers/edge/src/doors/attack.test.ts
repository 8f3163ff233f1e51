import { LIMITS } from "@netvexa/contract/limits";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CALM, type Pressure, press, settle, workBits } from "./attack.ts";

const THRESHOLD = 20;
const { newSessionsWindowMs, attackOverAfterMs } = LIMITS;

/** Presses `count` times within one window that begins at `atMs`. */
function flood(state: Pressure, atMs: number, count: number): Pressure {
  let next = state;
  for (let n = 0; n < count; n += 1) next = press(next, atMs, THRESHOLD);
  return next;
}

describe("the switch of proof of work", () => {
  it("turns on with the first session past the threshold, and not before", () => {
    expect(flood(CALM, 1, THRESHOLD).isAttack).toBe(false);
    expect(flood(CALM, 1, THRESHOLD + 1).isAttack).toBe(true);
  });

  it("stays on through half the threshold in each window, and turns off after quiet", () => {
    let state = flood(CALM, 0, THRESHOLD + 1);
    for (let n = 1; n <= 20; n += 1) state = flood(state, n * newSessionsWindowMs, THRESHOLD / 2 + 1);
    expect(state.isAttack).toBe(true);
    const quietAtMs = state.loudAtMs + attackOverAfterMs;
    expect(settle(state, quietAtMs - 1).isAttack).toBe(true);
    expect(settle(state, quietAtMs).isAttack).toBe(false);
  });

  it("asks for more work the stronger the attack is, within its bounds", () => {
    const bits = [1, 2, 4, 1_000_000].map((times) => workBits({ ...CALM, count: THRESHOLD * times }, THRESHOLD));
    expect(bits).toEqual([LIMITS.workBitsMin, LIMITS.workBitsMin + 1, LIMITS.workBitsMin + 2, LIMITS.workBitsMax]);
    expect(workBits(CALM, THRESHOLD)).toBe(LIMITS.workBitsMin);
  });

  it("keeps to its rules over any history", () => {
    const step = fc.record({
      waitMs: fc.oneof(fc.nat(2_000), fc.nat(3 * attackOverAfterMs)),
      presses: fc.nat(3 * THRESHOLD),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let state = CALM;
        let nowMs = 1_000_000;
        for (const { waitMs, presses } of steps) {
          nowMs += waitMs;
          const before = settle(state, nowMs);
          // Quiet for long enough is calm, and time alone never starts an attack.
          expect(before.isAttack).toBe(state.isAttack && nowMs - state.loudAtMs < attackOverAfterMs);
          state = flood(before, nowMs, presses);
          expect(state.count).toBe(before.count + presses);
          expect(state.isAttack).toBe(before.isAttack || state.count > THRESHOLD);
          expect(nowMs - state.windowStartMs).toBeLessThan(newSessionsWindowMs);
        }
      }),
      { numRuns: 500 },
    );
  });
});
