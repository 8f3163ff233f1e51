import { type FieldError, isProblemCode, PROBLEMS, type ProblemCode } from "@netvexa/contract/problem";

interface ApiProblemInput {
  code: ProblemCode;
  title?: string | undefined;
  detail?: string | undefined;
  requestId?: string | undefined;
  retryAfterMs?: number | undefined;
  fields?: FieldError[] | undefined;
}

/** Every failed call of the dashboard, fit to be shown. `message` says what happened and what to do. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly code: ProblemCode;
  readonly title: string;
  readonly isRetryable: boolean;
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly fields: readonly FieldError[];

  constructor(input: ApiProblemInput) {
    const known = PROBLEMS[input.code];
    super(input.detail ?? known.explanation);
    this.code = input.code;
    this.title = input.title ?? known.title;
    this.isRetryable = known.retryable;
    this.requestId = input.requestId;
    this.retryAfterMs = input.retryAfterMs;
    this.fields = input.fields ?? [];
  }
}

export function networkProblem(): ApiProblem {
  return new ApiProblem({
    code: "unavailable",
    title: "No connection",
    detail: "The server could not be reached. Check your connection and try again.",
  });
}

export function toApiProblem(error: unknown): ApiProblem {
  return error instanceof ApiProblem ? error : new ApiProblem({ code: "internal" });
}

const CODE_BY_STATUS: Record<number, ProblemCode> = {
  401: "unauthenticated",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
  413: "body_too_large",
  422: "invalid_request",
  429: "rate_limited",
  503: "unavailable",
};

/** The catalogue's own words speak of credentials; whoever sits in front of a page has a role. */
const IN_PERSON: Partial<Record<ProblemCode, { title: string; detail: string }>> = {
  forbidden: {
    title: "Not part of your role",
    detail:
      "Your role in this workspace does not include this. An owner or admin can give you another one under Members.",
  },
};

/** Reads a problem body; anything else (a proxy's page, a cut answer) becomes the nearest known problem. */
export function problemFromBody(status: number, body: unknown): ApiProblem {
  if (!isRecord(body) || !isProblemCode(body.code)) {
    return new ApiProblem({ code: CODE_BY_STATUS[status] ?? "internal" });
  }
  const isGeneral = body.detail === PROBLEMS[body.code].explanation;
  return new ApiProblem({
    code: body.code,
    title: textOf(body.title),
    detail: textOf(body.detail),
    ...(isGeneral ? IN_PERSON[body.code] : {}),
    requestId: textOf(body.instance),
    retryAfterMs: typeof body.retryAfterMs === "number" ? body.retryAfterMs : undefined,
    fields: Array.isArray(body.errors) ? body.errors.filter(isFieldError) : undefined,
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isFieldError(value: unknown): value is FieldError {
  return isRecord(value) && typeof value.pointer === "string" && typeof value.detail === "string";
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
