import { type FieldError, ServiceError } from "@netvexa/contract/problem";
import type { ValidationTargets } from "hono";
import type { z } from "zod";

type Result = { target: keyof ValidationTargets } & ({ success: true } | { success: false; error: z.ZodError });

const MAX_ERRORS = 20;

/** Turns what a schema refused into a problem. An address that cannot be one of ours is simply not found. */
export function refuseInvalid(result: Result): void {
  if (result.success) return;
  if (result.target === "param") throw new ServiceError("not_found");
  const isQuery = result.target === "query";
  const errors = result.error.issues.flatMap((issue) => fieldErrors(issue, isQuery)).slice(0, MAX_ERRORS);
  throw new ServiceError("invalid_request", { errors });
}

function fieldErrors(issue: z.core.$ZodIssue, isQuery: boolean): FieldError[] {
  const at = (path: readonly PropertyKey[]) => (isQuery ? `?${path.map(String).join(".")}` : jsonPointer(path));
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      pointer: at([...issue.path, key]),
      code: "unknown_field",
      detail: "This field is not known here.",
    }));
  }
  return [{ pointer: at(issue.path), code: issue.code, detail: issue.message }];
}

function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
