import { LIMITS } from "@netvexa/contract/limits";
import { log } from "../compose.ts";
import { createRooms } from "../compose-rooms.ts";
import type { Env } from "../env.ts";
import { describeError } from "../observability/logger.ts";
import { type DoorDeps, DoorObject } from "./door-object.ts";

/** A laptop's tests and clients are many and all its own. */
const DEVELOPMENT_FACTOR = 100;
/** There all visitors come from one address, and a load test is one visitor. */
const DEVELOPMENT_TURN_FACTOR = 1_000;

/** Named `tenantId:agentId`. */
export class AgentDoor extends DoorObject<Env> {
  protected override compose(): DoorDeps {
    const isDevelopment = this.env.ENVIRONMENT === "development";
    return {
      rooms: createRooms(this.env.CONVERSATION_ROOM),
      threshold: LIMITS.newSessionsPerWindow * (isDevelopment ? DEVELOPMENT_FACTOR : 1),
      turnFactor: isDevelopment && this.env.VISITOR_LIMITS !== "production" ? DEVELOPMENT_TURN_FACTOR : 1,
      onFault: ({ error, ...fields }) => log("error", "door_failed", { ...fields, ...describeError(error) }),
      now: () => Date.now(),
    };
  }
}
