import { z } from "@hono/zod-openapi";
import { PROBLEMS, type ProblemCode } from "@netvexa/contract/problem";
import { PROBLEM_TYPE } from "./problems.ts";

function problemSchema(codes: readonly [ProblemCode, ...ProblemCode[]]) {
  return z.strictObject({
    type: z.url(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.enum(codes),
    retryable: z.boolean(),
    retryAfterMs: z.int().optional(),
    errors: z.array(z.strictObject({ pointer: z.string(), code: z.string(), detail: z.string() })).optional(),
  });
}

/** Any route may meet these. */
const EVERYWHERE: readonly ProblemCode[] = ["internal", "misconfigured", "unavailable"];

/**
 * The error responses of a route, from the catalogue. Typed as none, so that a client's types hold what
 * succeeds; every error has the one shape of `Problem`.
 */
export function problems(...codes: readonly ProblemCode[]): Record<never, never> {
  const byStatus = new Map<number, [ProblemCode, ...ProblemCode[]]>();
  for (const code of new Set([...codes, ...EVERYWHERE])) {
    const { status } = PROBLEMS[code];
    const known = byStatus.get(status);
    if (known === undefined) byStatus.set(status, [code]);
    else known.push(code);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: group.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join("; "),
        content: { [PROBLEM_TYPE]: { schema: problemSchema(group) } },
      },
    ]),
  );
}
