import type { Id } from "@netvexa/contract/ids";
import type { ProblemCode, ProblemInput } from "@netvexa/contract/problem";
import type { Env } from "../env.ts";
import type { Context, LiveAgent, Services } from "../services/context.ts";

/** Milliseconds of the steps of one request, for `Server-Timing` and the log. */
export type Steps = Record<string, number>;

/** What the middleware leaves for the handlers. */
export interface AppEnv {
  Bindings: Env;
  Variables: {
    requestId: Id<"request">;
    startedAtMs: number;
    steps: Steps;
    /** Of the answer, if it is a problem. */
    problemCode?: ProblemCode;
    /** Why the answer is a problem. */
    refusal?: ProblemInput;
    services: Services;
    /** Present once the caller is known, on routes behind a permission only. */
    context: Context;
    /** Present behind `fromAllowedPage` only. */
    agent: LiveAgent;
  };
}
