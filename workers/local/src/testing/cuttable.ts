import { AsyncLocalStorage } from "node:async_hooks";
import { vi } from "vitest";

/** What a request is given to be cut off with, as by a visitor who leaves or a Worker that is ended. */
export interface Cut {
  now?: () => void;
}

const underWay = new AsyncLocalStorage<Cut>();

/** Runs `work` so that `cut.now` breaks the connection that it has to the database at that moment. */
export function withCut<T>(work: (cut: Cut) => Promise<T>): Promise<T> {
  const cut: Cut = {};
  return underWay.run(cut, () => work(cut));
}

/** Puts a handle on both ways that the driver has to a database; `vi.unstubAllGlobals()` takes it off. */
export function makeConnectionsCuttable(): void {
  const [plainFetch, PlainSocket] = [fetch, WebSocket];
  const hand = (now: () => void) => {
    const cut = underWay.getStore();
    if (cut) cut.now = now;
  };
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    const abort = new AbortController();
    hand(() => abort.abort());
    return plainFetch(url, { ...init, signal: abort.signal });
  });
  vi.stubGlobal(
    "WebSocket",
    class extends PlainSocket {
      constructor(url: string | URL) {
        super(url);
        hand(() => this.close());
      }
    },
  );
}
