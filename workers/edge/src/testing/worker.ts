import type { RoomDeps } from "../rooms/ports.ts";
import { RoomObject } from "../rooms/room-object.ts";
import { scriptOf } from "./scripted-room.ts";

/** Main module of the tests inside workerd: the real room over scripted ports. */
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
