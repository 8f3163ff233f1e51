import { LIMITS } from "@netvexa/contract/limits";
import { describe, expect, it } from "vitest";
import { chargeFrame, freshSocket, REFUSED_FRAMES_MAX } from "./budget.ts";

/** The verdicts on frames that come at a steady pace, up to the one that closes the socket. */
function verdictsAt(perSecond: number, seconds: number): string[] {
  let socket = freshSocket(0, true);
  const verdicts: string[] = [];
  for (let n = 1; n <= perSecond * seconds && verdicts.at(-1) !== "close"; n += 1) {
    const charge = chargeFrame(socket, (n * 1_000) / perSecond);
    socket = charge.socket;
    verdicts.push(charge.verdict);
  }
  return verdicts;
}

const count = (verdicts: readonly string[], wanted: string) => verdicts.filter((verdict) => verdict === wanted).length;

describe("a socket's frames", () => {
  it.each([100, 40, 1_000])(
    "O-47 at %i a second are refused after the burst, and soon close the socket",
    (perSecond) => {
      const verdicts = verdictsAt(perSecond, 10);
      expect(verdicts.at(-1)).toBe("close");
      expect(count(verdicts, "pass")).toBeLessThanOrEqual(LIMITS.framesBurst * 1.5);
      expect(verdicts.length - count(verdicts, "pass")).toBeLessThanOrEqual(REFUSED_FRAMES_MAX * 1.5);
    },
  );

  it("at the pace that is allowed pass for ever", () => {
    expect(new Set(verdictsAt(LIMITS.framesPerSecond, 600))).toEqual(new Set(["pass"]));
  });

  it("a little faster than allowed are refused now and then, each time with a word, and close nothing", () => {
    const verdicts = verdictsAt(LIMITS.framesPerSecond + 1, 600);
    expect(new Set(verdicts)).toEqual(new Set(["pass", "warn"]));
    expect(count(verdicts, "pass")).toBeGreaterThan(verdicts.length * 0.8);
  });
});
