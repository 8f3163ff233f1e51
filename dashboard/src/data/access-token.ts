/** The short-lived credential of the API. Lives in this closure only: no storage, no cookie, no global. */
export interface AccessTokenStore {
  /** A token good for a while yet; several callers at once share one renewal. */
  get: () => Promise<string>;
  /** Forgets the token, so that the next call asks for a new one. */
  clear: () => void;
}

interface Minted {
  token: string;
  expiresAt: string;
}

/** How long before its end a token is renewed: longer than any request takes to arrive. */
const RENEW_BEFORE_MS = 60_000;

export function makeAccessTokenStore(deps: { mint: () => Promise<Minted>; now: () => number }): AccessTokenStore {
  let held: { token: string; expiresAtMs: number } | undefined;
  let minting: Promise<string> | undefined;
  let generation = 0;

  async function renew(): Promise<string> {
    const started = generation;
    const minted = await deps.mint();
    // A token that was asked for before a sign-out must not come back to life after it.
    if (started === generation) held = { token: minted.token, expiresAtMs: Date.parse(minted.expiresAt) };
    return minted.token;
  }

  return {
    get() {
      if (held && held.expiresAtMs - deps.now() > RENEW_BEFORE_MS) return Promise.resolve(held.token);
      minting ??= renew().finally(() => {
        minting = undefined;
      });
      return minting;
    },
    clear() {
      generation += 1;
      held = undefined;
      minting = undefined;
    },
  };
}
