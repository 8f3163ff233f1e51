import { PROBLEMS, type ProblemCode } from "@netvexa/contract/problem";
import { PROBLEM_TYPE } from "./problems.ts";

/** The one shape of every error, as JSON Schema for the API description. */
export const PROBLEM_SCHEMA = {
  type: "object",
  required: ["type", "title", "status", "detail", "instance", "code", "retryable"],
  properties: {
    type: { type: "string", format: "uri", description: "A page that explains the problem" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    instance: { type: "string", description: "The request's id" },
    code: { type: "string", enum: Object.keys(PROBLEMS) },
    retryable: { type: "boolean" },
    retryAfterMs: { type: "integer" },
    work: {
      type: "object",
      description: "Of `work_required`: what a new session costs",
      required: ["challenge", "bits"],
      properties: { challenge: { type: "string" }, bits: { type: "integer" } },
    },
    errors: {
      type: "array",
      items: {
        type: "object",
        required: ["pointer", "code", "detail"],
        properties: {
          pointer: { type: "string", description: "A JSON pointer into the body, or `?name` for a query field" },
          code: { type: "string" },
          detail: { type: "string" },
        },
      },
    },
  },
};

/** Any route may meet these. */
const EVERYWHERE: readonly ProblemCode[] = ["internal", "misconfigured", "unavailable"];
const SIGNED_IN: readonly ProblemCode[] = ["unauthenticated", "forbidden"];
const WRITING: readonly ProblemCode[] = ["malformed_body", "invalid_request", "body_too_large", "idempotency_conflict"];

/**
 * The error responses of a route, from the catalogue. Typed as none, so that a client's types hold what
 * succeeds; every error has the one shape of `Problem`.
 */
export function problems(...codes: readonly ProblemCode[]): Record<never, never> {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of new Set([...codes, ...EVERYWHERE])) {
    const { status } = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries([...byStatus].map(([status, group]) => [status, problemResponseOf(group)]));
}

/** Of a route behind `reads`. */
export function readProblems(...codes: readonly ProblemCode[]): Record<never, never> {
  return problems(...SIGNED_IN, ...codes);
}

/** Of a route behind `writes`. */
export function writeProblems(...codes: readonly ProblemCode[]): Record<never, never> {
  return problems(...SIGNED_IN, ...WRITING, ...codes);
}

function problemResponseOf(codes: readonly ProblemCode[]) {
  const schema = {
    allOf: [{ $ref: "#/components/schemas/Problem" }, { properties: { code: { type: "string", enum: codes } } }],
  };
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join("; "),
    content: { [PROBLEM_TYPE]: { schema } },
  };
}
