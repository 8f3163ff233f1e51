import type { Citation, Made, Timings } from "@netvexa/contract/answer";
import type {
  AckFrame,
  DeltaFrame,
  EndFrame,
  ProblemFrame,
  StartFrame,
  StoredMessageFrame,
  WelcomeFrame,
  WireCitation,
  WireMade,
  WireProblem,
} from "@netvexa/contract/frames/wire";
import { makeProblem, type ProblemInput } from "@netvexa/contract/problem";
import type { OpenTurn, RoomState, StoredMessage } from "./state.ts";

/** The part of `made` that is a visitor's business: no tokens, costs or reasons of a fallback. */
function toWireMade(made: Made): WireMade {
  const { by, model, cached, grounded } = made;
  return { by, ...(model === undefined ? {} : { model }), cached, grounded };
}

function toWireCitations(citations: readonly Citation[]): WireCitation[] {
  return citations.map((citation) => ({ ...citation }));
}

export function toWireProblem(input: ProblemInput, origin: string): WireProblem {
  const { instance: _, errors: __, ...problem } = makeProblem(input, { origin, instance: "" });
  return problem;
}

/** A fault of our own: says nothing but the name under which the log holds it. */
export function faultFrame(origin: string, instance: string): ProblemFrame {
  return { type: "problem", problem: { ...toWireProblem({ code: "internal" }, origin), instance } };
}

export function problemFrame(origin: string, input: ProblemInput, id?: string): ProblemFrame {
  return { type: "problem", problem: toWireProblem(input, origin), ...(id === undefined ? {} : { id }) };
}

export function welcomeFrame(state: RoomState): WelcomeFrame {
  const { conversationId, storedSeq, mode, agent } = state;
  return { type: "welcome", conversationId, seq: storedSeq, mode, agent };
}

export function ackFrame(clientId: string, message: { id: string; seq: number }): AckFrame {
  return { type: "ack", id: clientId, messageId: message.id, seq: message.seq };
}

export function startFrame(turn: OpenTurn): StartFrame {
  return { type: "start", messageId: turn.answerId, replyTo: turn.question.questionId, seq: turn.answerSeq };
}

/** The text from `offset` up to what has been shown; nothing if that is empty. */
export function deltaFrame(turn: OpenTurn, offset: number, end: number): DeltaFrame | undefined {
  if (end <= offset) return undefined;
  return { type: "delta", messageId: turn.answerId, offset, text: turn.text.slice(offset, end) };
}

/** `timings` and the whole of `made` are for callers of the API, who pay for the answer. */
export function endFrame(answer: StoredMessage, fallbackMade: Made, forApi?: { timings?: Timings }): EndFrame {
  const made = answer.made ?? fallbackMade;
  return {
    type: "end",
    messageId: answer.id,
    seq: answer.seq,
    text: answer.text,
    citations: toWireCitations(answer.citations),
    made: forApi === undefined ? toWireMade(made) : made,
    reason: answer.reason ?? "complete",
    ...(forApi?.timings === undefined ? {} : { timings: forApi.timings }),
  };
}

export function storedMessageFrame(message: StoredMessage): StoredMessageFrame {
  const { id, clientId, seq, role, text, citations, made, reason, atMs } = message;
  return {
    type: "message",
    messageId: id,
    ...(clientId === undefined ? {} : { id: clientId }),
    seq,
    role,
    text,
    ...(citations.length === 0 ? {} : { citations: toWireCitations(citations) }),
    ...(made === undefined ? {} : { made: toWireMade(made) }),
    ...(reason === undefined ? {} : { reason }),
    at: new Date(atMs).toISOString(),
  };
}
