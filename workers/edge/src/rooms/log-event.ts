import { describeError, type Logger } from "../observability/logger.ts";
import type { RoomLogEvent } from "./ports.ts";

/** Of an error only what may be logged. */
export function logRoomEvent(log: Logger, { event, error, ...fields }: RoomLogEvent): void {
  const fault = error === undefined ? {} : describeError(error);
  log(event === "turn" ? "info" : "error", event, { ...fields, ...fault });
}
