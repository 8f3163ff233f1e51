import { ModelError } from "../model-error.ts";

/** Where an OpenAI-compatible provider is, and what its client needs from the platform. */
export interface EndpointOptions {
  /** Such as `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey?: string | undefined;
  readonly fetch?: typeof fetch;
  /** Waits between tries. */
  readonly sleep?: (ms: number) => Promise<void>;
  /** In [0, 1), spreads the tries of many clients. */
  readonly random?: () => number;
}

const ERROR_TEXT_MAX_CHARS = 500;

export interface PostOptions {
  readonly path: string;
  readonly body: object;
  readonly signal: AbortSignal;
}

/** Posts JSON and gives the response of a success; throws `ModelError` for every other status. */
export async function post(endpoint: EndpointOptions, { path, body, signal }: PostOptions): Promise<Response> {
  const send = endpoint.fetch ?? ((input, init) => fetch(input, init));
  let response: Response;
  try {
    response = await send(`${endpoint.baseUrl.replace(/\/+$/, "")}${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(endpoint.apiKey ? { authorization: `Bearer ${endpoint.apiKey}` } : {}),
      },
      body: JSON.stringify(body),
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw new ModelError("unavailable", `No connection to ${endpoint.baseUrl}`, { cause: error });
  }
  if (response.ok) return response;
  const text = await response.text().catch(() => "");
  throw statusError(response, text.slice(0, ERROR_TEXT_MAX_CHARS));
}

function statusError(response: Response, text: string): ModelError {
  const { status } = response;
  const message = `The provider answered ${status}: ${text}`;
  if (status === 429) {
    return new ModelError("rate_limited", message, { status, retryAfterMs: retryAfterMs(response.headers) });
  }
  if (status >= 500 || status === 408) {
    return new ModelError("unavailable", message, { status, retryAfterMs: retryAfterMs(response.headers) });
  }
  return new ModelError("refused", message, { status });
}

/** Only the form in seconds: a date would need the provider's clock. */
function retryAfterMs(headers: Headers): number | undefined {
  const seconds = Number.parseFloat(headers.get("retry-after") ?? "");
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined;
}
