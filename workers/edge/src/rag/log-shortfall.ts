import type { Logger } from "../observability/logger.ts";
import type { Shortfall } from "./retrieve.ts";

/** An error in the log, to be alarmed on: a search that is silently short answers worse without anybody noticing. */
export function logShortfall(log: Logger): (shortfall: Shortfall) => void {
  return ({ missing, ...owner }) => log("error", "search_short", { ...owner, count: missing });
}
