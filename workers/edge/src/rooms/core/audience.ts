import type { MessageId, RoomState } from "./state.ts";

/** Every socket that has said hello, but for the one named. */
export function greetedSockets(state: RoomState, except?: string): string[] {
  const ids: string[] = [];
  for (const [id, socket] of state.sockets) if (socket.greeted && id !== except) ids.push(id);
  return ids;
}

/** HTTP callers that wait for the answer to this question. */
export function followers(state: RoomState, questionId: MessageId): string[] {
  return state.asks.filter((ask) => ask.questionId === questionId).map((ask) => ask.sink);
}

/** Who sees the answer to this question grow. */
export function audience(state: RoomState, questionId: MessageId): string[] {
  return [...greetedSockets(state), ...followers(state, questionId)];
}
