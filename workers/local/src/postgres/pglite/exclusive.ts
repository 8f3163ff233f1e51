/** A lock that is granted in the order of asking. */
export interface Exclusive {
  /** Resolves with the function that gives the lock back; calling it again does nothing. */
  acquire(): Promise<() => void>;
  /** Holds the lock for the length of the work. */
  hold<T>(work: () => Promise<T>): Promise<T>;
}

export function createExclusive(): Exclusive {
  let last: Promise<void> = Promise.resolve();

  async function acquire(): Promise<() => void> {
    const before = last;
    let release = () => {};
    last = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    return release;
  }

  async function hold<T>(work: () => Promise<T>): Promise<T> {
    const release = await acquire();
    try {
      return await work();
    } finally {
      release();
    }
  }

  return { acquire, hold };
}
