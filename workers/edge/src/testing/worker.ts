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

  protected override guarded<T>(work: () => Promise<T>): Promise<T> {
    return super.guarded(() => {
      scriptOf(this.ctx.id.name ?? "").use("call");
      return work();
    });
  }
}

export class AgentDoor extends DoorObject<unknown> {
  protected override compose(): DoorDeps {
    return doorScriptOf(this.ctx.id.name ?? "").deps();
  }

  protected override guarded<T>(work: () => Promise<T>): Promise<T> {
    return super.guarded(async () => {
      const { broken } = doorScriptOf(this.ctx.id.name ?? "");
      if (broken !== undefined) throw broken;
      return work();
    });
  }
}
