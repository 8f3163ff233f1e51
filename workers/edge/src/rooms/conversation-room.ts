import type { Env } from "../env.ts";
import { composeRoom } from "./compose-room.ts";
import type { RoomDeps } from "./ports.ts";
import { RoomObject } from "./room-object.ts";

/** One conversation: its log, its sockets, its one turn at a time. Named `tenantId:conversationId`. */
export class ConversationRoom extends RoomObject<Env> {
  protected override compose(): RoomDeps {
    return composeRoom(this.env);
  }
}
