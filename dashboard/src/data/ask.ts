import type { ServerFrame } from "@netvexa/contract/frames/wire";
import type { Answer, SearchResult } from "@netvexa/contract/http/answers";
import { type Api, path } from "./api.ts";
import { readEvents } from "./event-stream.ts";

interface AskInput {
  agentId: string;
  text: string;
  conversationId: string | undefined;
  signal: AbortSignal;
}

/** Named by the server once, so that the next question continues the conversation. */
export const CONVERSATION_HEADER = "x-conversation-id";

export interface AskStream {
  conversationId: string | undefined;
  frames: AsyncIterable<ServerFrame>;
}

/** Asks as a visitor would and gives the frames as they come. A server that does not stream gives one whole answer. */
export async function ask(api: Api, input: AskInput): Promise<AskStream> {
  const response = await api.response(path`/v1/agents/${input.agentId}/messages`, {
    method: "POST",
    accept: "text/event-stream",
    body: { text: input.text, ...(input.conversationId ? { conversationId: input.conversationId } : {}) },
    signal: input.signal,
  });
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
  if (!isStream || response.body === null) {
    const answer = (await response.json()) as Answer;
    return { conversationId: answer.conversationId, frames: wholeAnswer(answer) };
  }
  return {
    conversationId: response.headers.get(CONVERSATION_HEADER) ?? undefined,
    frames: parseFrames(readEvents(response.body)),
  };
}

async function* parseFrames(events: AsyncIterable<string>): AsyncGenerator<ServerFrame> {
  for await (const event of events) yield JSON.parse(event) as ServerFrame;
}

async function* wholeAnswer(answer: Answer): AsyncGenerator<ServerFrame> {
  const { messageId, text, citations, made, timings } = answer;
  const end = { type: "end", messageId, seq: 0, text, citations, made, timings, reason: "complete" };
  yield end as unknown as ServerFrame;
}

export function search(
  api: Api,
  input: { agentId: string; query: string; signal: AbortSignal },
): Promise<SearchResult> {
  return api.json<SearchResult>(path`/v1/agents/${input.agentId}/search`, {
    method: "POST",
    body: { query: input.query, limit: 8 },
    signal: input.signal,
  });
}
