import type { Kit } from "./kit.ts";

/** One conversation as the server gives it to its visitor. */
export interface OwnTranscript {
  startedAt: string;
  messages: {
    role: "visitor" | "agent" | "operator";
    text: string;
    citations: { n: number; title: string; url?: string; quote: string }[];
    at: string;
  }[];
  /** What was left in contact forms. */
  contacts: { fields: Record<string, string>; at: string }[];
}

async function post(url: string, token: string): Promise<Response> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    credentials: "omit",
    body: JSON.stringify({ token }),
  });
  if (!response.ok) throw new Error(`refused: ${response.status}`);
  return response;
}

/** The token at hand may have ended while nobody wrote. */
async function freshToken({ place, token, requestSession }: Kit): Promise<string> {
  const session = await requestSession(`${place.base}sessions`, { token: token.read() }, place.identity);
  if (!("token" in session)) throw new Error(`no session: ${session.status}`);
  return session.token;
}

/** Rejects if there is no copy to be had now. */
export async function readCopy(kit: Kit): Promise<OwnTranscript[]> {
  const response = await post(`${kit.place.base}sessions/export`, await freshToken(kit));
  return response.json();
}

/**
 * Gives an attempt that may be repeated until it resolves. All attempts use one token: the first one ends the session,
 * and a new one would be another visitor's, of whom there is nothing to delete.
 */
export function createErasure(kit: Kit): () => Promise<void> {
  let token: string | undefined;
  return async () => {
    token ??= await freshToken(kit);
    for (let isComplete = false; !isComplete; ) {
      const receipt: { isComplete: boolean } = await (await post(`${kit.place.base}sessions/erase`, token)).json();
      isComplete = receipt.isComplete;
    }
  };
}
