import { describe, expect, it } from "vitest";
import { roundToEightBits } from "./quantize.ts";

describe("rounding to 8 bits", () => {
  it("keeps the largest value of a column and moves others by half a step at most", () => {
    const values = Float32Array.of(1, 100, -0.3, 42.5, 0.777, -99);
    const before = values.slice();
    roundToEightBits(values, 2);
    expect([values[0], values[1]]).toEqual([1, 100]);
    for (const [i, value] of values.entries()) {
      const step = i % 2 === 0 ? 1 / 127 : 100 / 127;
      expect(Math.abs(value - (before[i] ?? 0))).toBeLessThanOrEqual(step / 2 + 1e-5);
    }
  });

  it("leaves a column of zeros alone and is the same the second time", () => {
    const values = Float32Array.of(0, 0.5, 0, -0.21);
    roundToEightBits(values, 2);
    const once = values.slice();
    roundToEightBits(values, 2);
    expect(values).toEqual(once);
    expect([values[0], values[2]]).toEqual([0, 0]);
  });
});
