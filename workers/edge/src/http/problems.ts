import {
  makeProblem,
  type Problem,
  type ProblemCode,
  type ProblemInput,
  ServiceError,
} from "@netvexa/contract/problem";
import { HTTPException } from "hono/http-exception";
import { isDatabaseUnreachable } from "../services/database-fault.ts";
import { SAFE_HEADERS } from "./safe-headers.ts";

export const PROBLEM_TYPE = "application/problem+json";

/** What may be said of an error. Anything that is not a `ServiceError` says nothing of itself. */
export function problemInputOf(error: unknown): ProblemInput {
  if (error instanceof ServiceError) return error.problem;
  if (error instanceof HTTPException) return { code: codeOfFramework(error.status) };
  return { code: isDatabaseUnreachable(error) ? "unavailable" : "internal" };
}

/** The framework throws for bodies that it cannot read, before any schema sees them. */
function codeOfFramework(status: number): ProblemCode {
  return status === 400 || status === 415 ? "malformed_body" : "internal";
}

export function problemAt(input: ProblemInput, at: { publicUrl: string | undefined; requestId: string }): Problem {
  return makeProblem(input, { origin: at.publicUrl ?? "", instance: at.requestId });
}

/** Needs neither services nor settings, so it can report that they are missing. */
export function problemResponse(problem: Problem): Response {
  const headers = new Headers({
    "content-type": PROBLEM_TYPE,
    "cache-control": "no-store",
    ...SAFE_HEADERS,
    "x-request-id": problem.instance,
  });
  if (problem.status === 401) headers.set("www-authenticate", "Bearer");
  if (problem.retryAfterMs !== undefined) headers.set("retry-after", String(Math.ceil(problem.retryAfterMs / 1000)));
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}
