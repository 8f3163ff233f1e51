import type { AccessToken } from "@netvexa/contract/http/widget";
import type { Id } from "@netvexa/contract/ids";

export interface ApiClient {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
}

async function readJson<T>(response: Response, what: string): Promise<T> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${what} answered ${response.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text) as T;
}

/** A client of the public API with one bearer credential. */
export function createApiClient(url: string, credential: string): ApiClient {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${credential}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return readJson<T>(response, `${method} ${path}`);
  };
  return { get: (path) => call("GET", path), post: (path, body) => call("POST", path, body) };
}

/** Signs a new owner up, which makes a tenant, and returns a client that acts for it. */
export async function signUp(
  url: string,
  owner: { email: string; password: string; name: string },
): Promise<{ api: ApiClient; tenantId: Id<"tenant"> }> {
  const response = await fetch(`${url}/auth/sign-up/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify(owner),
  });
  if (!response.ok) throw new Error(`sign-up answered ${response.status}: ${(await response.text()).slice(0, 500)}`);
  const cookie = response.headers
    .getSetCookie()
    .map((header) => header.split(";")[0])
    .join("; ");
  const tokenResponse = await fetch(`${url}/v1/token`, { method: "POST", headers: { cookie, origin: url } });
  const { token, tenantId } = await readJson<AccessToken>(tokenResponse, "POST /v1/token");
  return { api: createApiClient(url, token), tenantId };
}
