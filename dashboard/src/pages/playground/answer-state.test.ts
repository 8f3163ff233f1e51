import type { EndFrame, ServerFrame } from "@netvexa/contract/frames/wire";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyClose, applyFrame, WAITING } from "./answer-state.ts";

const end = (text: string, reason: EndFrame["reason"] = "complete"): ServerFrame => ({
  type: "end",
  messageId: "m",
  seq: 2,
  text,
  citations: [],
  made: { by: "extractive", cached: false, grounded: true },
  reason,
});

describe("answer state", () => {
  it("assembles the text by offset, also when deltas repeat", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.nat(40)), (text, cuts) => {
        const bounds = [0, ...cuts.map((cut) => Math.min(cut, text.length)), text.length].sort((a, b) => a - b);
        let state = WAITING;
        bounds.forEach((to, at) => {
          const offset = bounds[Math.max(0, at - 1)] ?? 0;
          const delta: ServerFrame = { type: "delta", messageId: "m", offset, text: text.slice(offset, to) };
          state = applyFrame(applyFrame(state, delta, at), delta, at);
        });
        expect(state.text).toBe(text);
      }),
    );
  });

  it("takes text, times and how it was made from the end", () => {
    const streamed = applyFrame(WAITING, { type: "delta", messageId: "m", offset: 0, text: "Hel" }, 120);
    const done = applyFrame(streamed, end("Hello"), 300);
    expect(done).toMatchObject({
      phase: "done",
      text: "Hello",
      firstWordsMs: 120,
      totalMs: 300,
      made: { by: "extractive" },
    });
    expect(applyFrame(streamed, end("Hel", "stopped"), 300).phase).toBe("stopped");
  });

  it("shows a problem frame, and an end that never came", () => {
    const problem = { type: "", title: "", status: 503, detail: "Later.", code: "model_unavailable", retryable: true };
    expect(applyFrame(WAITING, { type: "problem", problem }, 5)).toMatchObject({
      phase: "failed",
      problem: { message: "Later." },
    });
    expect(applyClose(WAITING)).toMatchObject({ phase: "failed", problem: { title: "The answer was interrupted" } });
    const done = applyFrame(WAITING, end("x"), 1);
    expect(applyClose(done)).toBe(done);
  });
});
