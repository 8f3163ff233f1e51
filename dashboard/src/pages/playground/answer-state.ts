import type { Made, Timings } from "@netvexa/contract/answer";
import type { ServerFrame, WireCitation } from "@netvexa/contract/frames/wire";
import { ApiProblem, problemFromBody } from "../../data/api-problem.ts";

/** An answer as it grows. Times are counted from the question, in the browser. */
export interface AnswerState {
  phase: "waiting" | "streaming" | "done" | "stopped" | "failed";
  text: string;
  citations: readonly WireCitation[];
  made?: Made;
  timings?: Timings;
  firstWordsMs?: number;
  totalMs?: number;
  problem?: ApiProblem;
}

export const WAITING: AnswerState = { phase: "waiting", text: "", citations: [] };

/** The answer after one more frame; a pure step. Text is placed by offset, so a repeated delta changes nothing. */
export function applyFrame(state: AnswerState, frame: ServerFrame, elapsedMs: number): AnswerState {
  switch (frame.type) {
    case "delta":
      return {
        ...state,
        phase: "streaming",
        text: state.text.slice(0, frame.offset) + frame.text + state.text.slice(frame.offset + frame.text.length),
        firstWordsMs: state.firstWordsMs ?? elapsedMs,
      };
    case "end":
      return {
        ...state,
        phase: frame.reason === "stopped" ? "stopped" : "done",
        text: frame.text,
        citations: frame.citations,
        made: frame.made as Made,
        ...timingsOf(frame),
        firstWordsMs: state.firstWordsMs ?? elapsedMs,
        totalMs: elapsedMs,
      };
    case "problem":
      return { ...state, phase: "failed", problem: problemFromBody(frame.problem.status, frame.problem) };
    default:
      return state;
  }
}

/** The body ended. Without an end frame the answer was interrupted, and that is said. */
export function applyClose(state: AnswerState): AnswerState {
  if (state.phase !== "waiting" && state.phase !== "streaming") return state;
  const problem = new ApiProblem({
    code: "unavailable",
    title: "The answer was interrupted",
    detail: "The connection ended before the answer was whole. Ask again.",
  });
  return { ...state, phase: "failed", problem };
}

function timingsOf(frame: object): { timings?: Timings } {
  return "timings" in frame && frame.timings ? { timings: frame.timings as Timings } : {};
}
