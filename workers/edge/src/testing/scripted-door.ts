import type { DoorDeps, RoomName } from "../doors/door-object.ts";
import { startOfStillClock } from "./still-clock.ts";

/** Everything around one door, held still: its rooms answer and its clock moves as a test says. */
export class DoorScript {
  readonly calls: { call: string; conversationId: string; sessionId?: string; rules?: unknown }[] = [];
  /** Sockets that a room says are left. */
  readonly sockets = new Map<string, number>();
  isRoomDown = false;
  readonly faults: number[] = [];
  /** Names of the calls that failed. */
  readonly failed: string[] = [];
  /** What every call throws from now on. */
  broken: Error | undefined;
  threshold = 5;
  turnFactor = 1_000;
  composed = 0;
  nowMs = startOfStillClock();

  deps(): DoorDeps {
    this.composed += 1;
    const note = (call: string, { conversationId }: RoomName, more: object = {}) => {
      if (this.isRoomDown) throw new Error("the room does not answer");
      this.calls.push({ call, conversationId, ...more });
    };
    return {
      rooms: {
        recheck: async (room, rules) => {
          note("recheck", room, rules === undefined ? {} : { rules });
          return this.sockets.get(room.conversationId) ?? 0;
        },
        endSession: async (room, sessionId) => note("end", room, { sessionId }),
        forget: async (room) => note("forget", room),
        erase: async (room) => note("erase", room),
      },
      threshold: this.threshold,
      turnFactor: this.turnFactor,
      onFault: ({ count, requestId }) => {
        if (requestId === undefined) this.faults.push(count);
        else this.failed.push(requestId);
      },
      now: () => this.nowMs,
    };
  }
}

const scripts = new Map<string, DoorScript>();

/** The script of the door with this name. It outlives the object. */
export function doorScriptOf(name: string): DoorScript {
  const script = scripts.get(name) ?? new DoorScript();
  scripts.set(name, script);
  return script;
}
