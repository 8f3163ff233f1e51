import type { AccessTokenStore } from "./access-token.ts";
import { ApiProblem, networkProblem, problemFromBody } from "./api-problem.ts";

export interface ApiRequest {
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  body?: unknown;
  query?: Record<string, string | number | undefined>;
  accept?: string;
  signal?: AbortSignal | undefined;
}

/** The one way to `/v1`: carries the token, renews it once when refused, throws `ApiProblem` only. */
export interface Api {
  json: <T>(path: string, request?: ApiRequest) => Promise<T>;
  response: (path: string, request?: ApiRequest) => Promise<Response>;
}

interface ApiDeps {
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  token: AccessTokenStore;
  /** The session itself is over; called before the problem is thrown. */
  onSignedOut: () => void;
}

/** Builds a path whose values are encoded: `` path`/v1/agents/${id}` ``. */
export function path(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return parts.reduce((whole, part, at) => whole + encodeURIComponent(values[at - 1] ?? "") + part);
}

export function makeApi(deps: ApiDeps): Api {
  async function freshToken(): Promise<string> {
    try {
      return await deps.token.get();
    } catch (error) {
      if (error instanceof ApiProblem && error.code === "unauthenticated") deps.onSignedOut();
      throw error;
    }
  }

  async function attempt(url: string, request: ApiRequest): Promise<Response> {
    const token = await freshToken();
    return send(deps.fetch, url, {
      method: request.method ?? "GET",
      headers: {
        accept: request.accept ?? "application/json",
        authorization: `Bearer ${token}`,
        ...(request.body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      ...(request.signal ? { signal: request.signal } : {}),
    });
  }

  async function response(pathname: string, request: ApiRequest = {}): Promise<Response> {
    const url = pathname + queryString(request.query);
    let answer = await attempt(url, request);
    if (answer.status === 401) {
      deps.token.clear();
      answer = await attempt(url, request);
    }
    if (answer.status === 401) deps.onSignedOut();
    if (!answer.ok) throw problemFromBody(answer.status, await readBody(answer));
    return answer;
  }

  return {
    response,
    async json<T>(pathname: string, request?: ApiRequest) {
      const answer = await response(pathname, request);
      return (answer.status === 204 ? undefined : await answer.json()) as T;
    },
  };
}

/** Fetches; a network failure becomes a problem, a cancelled request stays an `AbortError`. */
export async function send(fetchIt: ApiDeps["fetch"], url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetchIt(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw networkProblem();
  }
}

export async function readBody(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    // Not JSON: the status alone must do.
    return undefined;
  }
}

function queryString(query: ApiRequest["query"]): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== "") params.set(name, String(value));
  }
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}
