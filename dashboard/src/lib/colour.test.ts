import fc from "fast-check";
import { expect, it } from "vitest";
import { accentInk, contrast, isHexColour } from "./colour.ts";

const colour = fc.integer({ min: 0, max: 0xff_ff_ff }).map((value) => `#${value.toString(16).padStart(6, "0")}`);

it("measures contrast as WCAG does", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#767676", "#ffffff")).toBeGreaterThan(4.5);
});

it("writes on every accent with an ink that can be read", () => {
  fc.assert(
    fc.property(colour, (accent) => {
      expect(isHexColour(accent)).toBe(true);
      expect(contrast(accent, accentInk(accent))).toBeGreaterThan(4);
    }),
  );
});
