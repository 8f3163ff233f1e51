import type { ServerFrame } from "@netvexa/contract/frames/wire";
import { Answer } from "@netvexa/contract/http/answers";
import { isProblemCode, ServiceError } from "@netvexa/contract/problem";
import type { Services } from "../context.ts";
import { roundMs } from "../round-ms.ts";
import type { AskedQuestion } from "./ask.ts";
import { readFrames } from "./frames.ts";

/** Waits for the whole answer. Throws the room's problem, or `unavailable` if it ended without an answer. */
export async function collectAnswer(services: Pick<Services, "now">, asked: AskedQuestion): Promise<Answer> {
  const { startedAtMs } = asked;
  let firstTokenMs: number | undefined;
  for await (const frame of readFrames(asked.frames)) {
    if (frame.type === "delta") firstTokenMs ??= services.now() - startedAtMs;
    if (frame.type === "problem") throw problemOf(frame);
    if (frame.type !== "end") continue;
    return Answer.parse({
      conversationId: asked.conversationId,
      messageId: frame.messageId,
      text: frame.text,
      citations: frame.citations,
      made: frame.made,
      timings: {
        ...frame.timings,
        ...(firstTokenMs === undefined ? {} : { firstToken: roundMs(firstTokenMs) }),
        total: roundMs(services.now() - startedAtMs),
      },
    });
  }
  throw new ServiceError("unavailable");
}

function problemOf({ problem }: Extract<ServerFrame, { type: "problem" }>): ServiceError {
  if (!isProblemCode(problem.code)) return new ServiceError("internal");
  const { detail, retryAfterMs } = problem;
  return new ServiceError(problem.code, { detail, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
}
