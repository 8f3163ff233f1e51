import { type DoorDeps, DoorObject } from "../doors/door-object.ts";
import type { RoomDeps } from "../rooms/ports.ts";
import { RoomObject } from "../rooms/room-object.ts";
import { doorScriptOf } from "./scripted-door.ts";
import { scriptOf } from "./scripted-room.ts";

/** Main module of the tests inside workerd: the real objects over scripted ports. */
export class ConversationRoom extends RoomObject<unknown> {
  protected override compose(): RoomDeps {
    return scriptOf(this.ctx.id.name ?? "").deps();
  }
}

export class AgentDoor extends DoorObject<unknown> {
  protected override compose(): DoorDeps {
    return doorScriptOf(this.ctx.id.name ?? "").deps();
  }
}
