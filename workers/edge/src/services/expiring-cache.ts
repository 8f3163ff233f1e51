export interface ExpiringCache<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  delete(key: string): void;
}

/** A bounded cache of one isolate: an entry lives `ttlMs` at most, and the oldest leaves when `maxEntries` are held. */
export function createExpiringCache<V>(options: {
  ttlMs: number;
  maxEntries: number;
  now: () => number;
}): ExpiringCache<V> {
  const entries = new Map<string, { value: V; untilMs: number }>();
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      if (entry.untilMs > options.now()) return entry.value;
      entries.delete(key);
      return undefined;
    },
    set(key, value) {
      entries.delete(key);
      const oldest = entries.keys().next();
      if (entries.size >= options.maxEntries && oldest.done !== true) entries.delete(oldest.value);
      entries.set(key, { value, untilMs: options.now() + options.ttlMs });
    },
    delete(key) {
      entries.delete(key);
    },
  };
}
