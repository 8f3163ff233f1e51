export interface Session {
  token: string;
  expiresAt: string;
  conversationId: string;
  socketUrl: string;
}

export interface SessionInput {
  token?: string;
  fresh?: boolean;
}

/** Why there is no session; `status` 0 means that nobody answered. */
export interface Refusal {
  status: number;
  retryAfterMs: number;
}

/** Never rejects. */
export async function requestSession(url: string, input: SessionInput): Promise<Session | Refusal> {
  let status = 0;
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      credentials: "omit",
      body: JSON.stringify(input),
    });
    status = response.status;
    const answer: Partial<Session> & Partial<Refusal> = await response.json();
    if (answer.token && answer.socketUrl) return answer as Session;
    return { status, retryAfterMs: answer.retryAfterMs ?? 0 };
  } catch {
    // The line is down, or the answer is not ours.
    return { status, retryAfterMs: 0 };
  }
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
        localStorage.setItem(key, value);
      } catch {
        // Blocked or full: the conversation lasts as long as the page.
      }
    },
  };
}
