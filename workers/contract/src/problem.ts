/**
 * The one catalogue of problems (RFC 9457). Status codes, OpenAPI responses, the site's problem
 * pages and the client types are all derived from this table.
 */
interface ProblemDefinition {
  readonly status: number;
  readonly title: string;
  /** One sentence for the person who meets it: what happened and what to do. */
  readonly explanation: string;
  readonly retryable: boolean;
}

export const PROBLEMS = {
  invalid_request: {
    status: 422,
    title: "The request is not valid",
    explanation:
      "One or more fields are missing, unknown or malformed. `errors` points at each of them with a JSON pointer.",
    retryable: false,
  },
  malformed_body: {
    status: 400,
    title: "The body could not be read",
    explanation: "The body is not valid JSON in UTF-8, or its content type is not `application/json`.",
    retryable: false,
  },
  unauthenticated: {
    status: 401,
    title: "No valid credential",
    explanation:
      "The request carries no credential, or one that is expired, revoked or of the wrong kind. Sign in again, or check the key.",
    retryable: false,
  },
  forbidden: {
    status: 403,
    title: "Not allowed",
    explanation: "The credential is valid but its role or scope does not cover this action.",
    retryable: false,
  },
  origin_not_allowed: {
    status: 403,
    title: "This site is not allowed to use the agent",
    explanation: "The page's origin is not in the agent's list of allowed origins. Add it in the agent's settings.",
    retryable: false,
  },
  country_not_allowed: {
    status: 403,
    title: "The agent does not serve this country",
    explanation: "The agent's settings leave out the country that the request comes from.",
    retryable: false,
  },
  tenant_frozen: {
    status: 402,
    title: "The workspace is paused",
    explanation: "Chats are paused for this workspace. Its owner finds the reason in the plan's settings.",
    retryable: false,
  },
  work_required: {
    status: 428,
    title: "A new chat costs some work at present",
    explanation:
      "Very many chats are being started. Find a `nonce` so that SHA-256 of `<challenge>.<nonce>` begins with `bits` zero bits, and send both as `work`.",
    retryable: true,
  },
  sign_in_required: {
    status: 403,
    title: "The site must sign its visitor in",
    explanation: "This agent talks to visitors only whom the site has signed in.",
    retryable: false,
  },
  identity_invalid: {
    status: 403,
    title: "The visitor could not be identified",
    explanation:
      "The signature, audience or end of the visitor's identity is not valid, or its secret was revoked. The site has to sign a new one.",
    retryable: false,
  },
  not_found: {
    status: 404,
    title: "Not found",
    explanation: "There is no such object, or it belongs to somebody else.",
    retryable: false,
  },
  method_not_allowed: {
    status: 405,
    title: "Method not allowed",
    explanation: "This address exists but does not answer to this method.",
    retryable: false,
  },
  conflict: {
    status: 409,
    title: "The object is in another state",
    explanation: "The object changed, or is in a state that does not permit this action. Read it again and retry.",
    retryable: false,
  },
  idempotency_conflict: {
    status: 409,
    title: "The idempotency key was used for another request",
    explanation: "The same `Idempotency-Key` came with a different body or route. Use a new key for a new request.",
    retryable: false,
  },
  upload_missing: {
    status: 409,
    title: "The file has not been uploaded",
    explanation:
      "The upload address has received no file yet, or a file of another size. Upload it, then complete the source.",
    retryable: true,
  },
  body_too_large: {
    status: 413,
    title: "The request is too large",
    explanation: "The body is larger than this route accepts. Send less at once, or upload a file.",
    retryable: false,
  },
  unsupported_media_type: {
    status: 415,
    title: "This kind of file is not supported",
    explanation: "Supported are plain text, Markdown, HTML, PDF and DOCX. Convert the file and try again.",
    retryable: false,
  },
  upgrade_required: {
    status: 426,
    title: "A WebSocket is required",
    explanation: "This address speaks WebSocket with the subprotocol `netvexa.v1` only.",
    retryable: false,
  },
  rate_limited: {
    status: 429,
    title: "Too many requests",
    explanation: "The limit for this address, key or visitor is reached. Wait for `retryAfterMs` and try again.",
    retryable: true,
  },
  internal: {
    status: 500,
    title: "Something went wrong on our side",
    explanation: "The request could not be completed. It is safe to retry; quote the request id if it happens again.",
    retryable: true,
  },
  misconfigured: {
    status: 503,
    title: "The service is not configured",
    explanation: "A required setting is missing or invalid. The operator finds its name in the log.",
    retryable: false,
  },
  unavailable: {
    status: 503,
    title: "Temporarily unavailable",
    explanation: "A part that this request needs is not answering. Try again shortly.",
    retryable: true,
  },
  model_unavailable: {
    status: 503,
    title: "The language model is not answering",
    explanation: "The model provider failed and no fallback could answer. Try again shortly.",
    retryable: true,
  },

  frame_malformed: {
    status: 400,
    title: "The frame could not be read",
    explanation: "A chat frame is a JSON object in a text message, with a known `type` and no unknown fields.",
    retryable: false,
  },
  frame_too_large: {
    status: 413,
    title: "The frame is too large",
    explanation: "The frame is larger than the protocol allows. The connection is closed.",
    retryable: false,
  },
  frame_unexpected: {
    status: 409,
    title: "The frame came at the wrong time",
    explanation: "The first frame on a connection is `hello`; it is sent once.",
    retryable: false,
  },
  message_unknown: {
    status: 404,
    title: "No such message",
    explanation: "The message named in the frame is not part of this conversation.",
    retryable: false,
  },
  queue_full: {
    status: 429,
    title: "Too many messages are waiting",
    explanation: "The conversation has the largest number of unanswered messages. Wait for an answer first.",
    retryable: true,
  },
  conversation_closed: {
    status: 409,
    title: "The conversation is closed",
    explanation: "This conversation takes no more messages. Start a new one.",
    retryable: false,
  },

  source_empty: {
    status: 422,
    title: "No text was found",
    explanation: "The file or page holds no readable text. A scanned PDF needs text recognition first.",
    retryable: false,
  },
  source_unreadable: {
    status: 422,
    title: "The file could not be read",
    explanation: "The content is damaged, encrypted or not of the declared kind.",
    retryable: false,
  },
  source_too_large: {
    status: 413,
    title: "The source is too large",
    explanation: "The file, page or unpacked content is larger than the limit. Split it and add the parts.",
    retryable: false,
  },
  source_timed_out: {
    status: 504,
    title: "The source took too long",
    explanation: "Reading or parsing did not finish in time.",
    retryable: true,
  },
  source_unreachable: {
    status: 502,
    title: "The page could not be fetched",
    explanation: "The address did not answer, or answered with an error.",
    retryable: true,
  },
  source_address_refused: {
    status: 422,
    title: "This address may not be fetched",
    explanation: "Only public http and https addresses on the usual ports can be read.",
    retryable: false,
  },
  embedding_unavailable: {
    status: 503,
    title: "The embedding model is not answering",
    explanation: "Ingestion waits and continues by itself as soon as the model answers.",
    retryable: true,
  },
} as const satisfies Record<string, ProblemDefinition>;

export type ProblemCode = keyof typeof PROBLEMS;
export const PROBLEM_CODES = Object.keys(PROBLEMS) as ProblemCode[];

export function isProblemCode(value: unknown): value is ProblemCode {
  return typeof value === "string" && Object.hasOwn(PROBLEMS, value);
}

/** A fault in one field of the request; `pointer` is an RFC 6901 JSON pointer into the body, or `?name` for a query field. */
export interface FieldError {
  pointer: string;
  code: string;
  detail: string;
}

/** The body of every error answer. `instance` is the request id. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: ProblemCode;
  retryable: boolean;
  retryAfterMs?: number;
  errors?: FieldError[];
  /** Of `work_required`. */
  work?: WorkWanted;
}

/** What a new session costs under attack. */
export interface WorkWanted {
  challenge: string;
  bits: number;
}

export interface ProblemInput {
  code: ProblemCode;
  /** Overrides the catalogue's explanation; must be fit for strangers' eyes. */
  detail?: string;
  retryAfterMs?: number;
  errors?: FieldError[];
  work?: WorkWanted;
}

/** Where the page of a problem stands; `origin` is the site's own, without a trailing slash. */
export function problemType(code: ProblemCode, origin: string): string {
  return `${origin}/problems/${code}`;
}

export function makeProblem(input: ProblemInput, at: { origin: string; instance: string }): Problem {
  const definition: ProblemDefinition = PROBLEMS[input.code];
  return {
    type: problemType(input.code, at.origin),
    title: definition.title,
    status: definition.status,
    detail: input.detail ?? definition.explanation,
    instance: at.instance,
    code: input.code,
    retryable: definition.retryable,
    ...(input.retryAfterMs === undefined ? {} : { retryAfterMs: input.retryAfterMs }),
    ...(input.errors === undefined ? {} : { errors: input.errors }),
    ...(input.work === undefined ? {} : { work: input.work }),
  };
}

/**
 * The only error whose text may leave the system. Thrown by services and mapped by the HTTP handler,
 * the socket and the queue consumer; knows nothing of any transport.
 */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  readonly code: ProblemCode;
  readonly problem: ProblemInput;

  constructor(code: ProblemCode, more: Omit<ProblemInput, "code"> & { cause?: unknown } = {}) {
    const { cause, ...rest } = more;
    super(more.detail ?? PROBLEMS[code].explanation, cause === undefined ? undefined : { cause });
    this.code = code;
    this.problem = { code, ...rest };
  }
}
