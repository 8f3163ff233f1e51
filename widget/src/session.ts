import type { Identity } from "./config.ts";

export interface Session {
  token: string;
  expiresAt: string;
  conversationId: string;
  socketUrl: string;
}

export interface SessionInput {
  token?: string;
  fresh?: boolean;
  work?: { challenge: string; nonce: string };
}

/** Why there is no session; `status` 0 means that nobody answered. */
export interface Refusal {
  status: number;
  retryAfterMs: number;
}

function post(url: string, body: unknown): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    credentials: "omit",
    // The page may sign its visitor out on the way to another page.
    keepalive: true,
    body: JSON.stringify(body),
  });
}

async function resolve(identity: Identity | undefined): Promise<object> {
  if (!identity) return {};
  const isCall = "token" in identity && typeof identity.token === "function";
  return { identity: isCall ? { token: await (identity.token as () => string | Promise<string>)() } : identity };
}

/** Never rejects. Does the work that the server may ask for, once. */
export async function requestSession(
  url: string,
  input: SessionInput,
  identity?: Identity,
): Promise<Session | Refusal> {
  let status = 0;
  try {
    const response = await post(url, { ...input, ...(await resolve(identity)) });
    status = response.status;
    const answer: Partial<Session & Refusal & { work: { challenge: string; bits: number } }> = await response.json();
    if (answer.token && answer.socketUrl) return answer as Session;
    if (answer.work && !input.work) {
      const { challenge, bits } = answer.work;
      const { solve } = await import("./work.ts");
      return requestSession(url, { ...input, work: { challenge, nonce: await solve(challenge, bits) } }, identity);
    }
    return { status, retryAfterMs: answer.retryAfterMs ?? 0 };
  } catch {
    // The line is down, or the answer is not ours.
    return { status, retryAfterMs: 0 };
  }
}

/** Never rejects: a session that could not be ended ends by itself. */
export async function endSession(url: string, token: string): Promise<void> {
  if (token) await post(`${url}/end`, { token }).catch(() => {});
}

export interface Slot {
  read(): string;
  write(value: string): void;
}

/** A place in the page's storage; in memory where storage is blocked or full. */
export function createSlot(key: string): Slot {
  let memory = "";
  return {
    read() {
      try {
        return localStorage.getItem(key) ?? memory;
      } catch {
        // Blocked.
        return memory;
      }
    },
    write(value) {
      memory = value;
      try {
        if (value) localStorage.setItem(key, value);
        else localStorage.removeItem(key);
      } catch {
        // Blocked or full: the conversation lasts as long as the page.
      }
    },
  };
}
