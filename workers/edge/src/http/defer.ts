import type { Context } from "hono";
import { describeError } from "../observability/logger.ts";
import type { AppEnv } from "./app-env.ts";

/** Keeps the isolate alive for work after the answer; its failure reaches the log and nobody else. */
export function deferWith(c: Context<AppEnv>): (task: Promise<unknown>) => void {
  const { services, requestId } = c.var;
  return (task) => {
    const logged = task.catch((error: unknown) => {
      services.log("error", "deferred_failed", { requestId, ...describeError(error) });
    });
    c.executionCtx.waitUntil(logged);
  };
}
