import type { Doors } from "../services/ports.ts";
import type { AgentDoor } from "./agent-door.ts";
import { type DoorOf, doorName } from "./door-name.ts";

/** The doors as Durable Objects, each named by its tenant and agent. */
export function createDoors(namespace: DurableObjectNamespace<AgentDoor>): Doors {
  const stubOf = (door: DoorOf) => namespace.get(namespace.idFromName(doorName(door)));
  return {
    admit: async (door, entry) => stubOf(door).admit(entry),
    recheck: async (door, rules) => stubOf(door).recheck(rules),
    end: async (door, sessionId) => stubOf(door).end(sessionId),
    forget: async (door, sessionId) => stubOf(door).forget(sessionId),
    copy: async (door, sessionId) => stubOf(door).copy(sessionId),
    close: async (door, conversationIds) => stubOf(door).close([...conversationIds]),
  };
}
