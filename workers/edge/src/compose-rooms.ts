import type { ConversationRoom } from "./rooms/conversation-room.ts";
import { encodeJoin, JOIN_HEADER, type Join, roomName } from "./rooms/join.ts";
import type { Rooms } from "./services/ports.ts";

/** The rooms as Durable Objects, each named by its tenant and conversation. */
export function createRooms(namespace: DurableObjectNamespace<ConversationRoom>): Rooms {
  const stubOf = (join: Pick<Join, "tenantId" | "conversationId">) =>
    namespace.get(namespace.idFromName(roomName(join)));
  return {
    recheck: async (room, rules) => stubOf(room).recheck(rules),
    endSession: async (room, sessionId) => stubOf(room).endSession(sessionId),
    ask: async (join, message) => stubOf(join).ask(join, message),
    erase: async (room) => stubOf(room).erase(),
    forget: async (room) => stubOf(room).forget(),
    connect(join, request) {
      // Replaces the header, whoever sent one, and keeps the visitor's token from going any further.
      const headers = new Headers(request.headers);
      headers.set(JOIN_HEADER, encodeJoin(join));
      headers.delete("sec-websocket-protocol");
      return stubOf(join).fetch(new Request(request, { headers }));
    },
  };
}
