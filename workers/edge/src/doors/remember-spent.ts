import type { ExpiringCache } from "../services/expiring-cache.ts";
import type { Doors } from "../services/ports.ts";
import { doorName } from "./door-name.ts";

/**
 * Has this isolate remember for some seconds whom a door has just refused for asking too much, so that whoever goes on
 * knocking costs the door, and the visitors behind it, nothing.
 */
export function rememberSpent(doors: Doors, { ends, now }: { ends: ExpiringCache<number>; now: () => number }): Doors {
  return {
    ...doors,
    async admit(door, entry) {
      const key = `${doorName(door)}:${entry.isNew ? entry.visitorId : entry.sessionId}`;
      const endsAtMs = ends.get(key) ?? 0;
      if (endsAtMs > now()) return { kind: "spent", retryAfterMs: endsAtMs - now() };
      const admission = await doors.admit(door, entry);
      if (admission.kind === "spent") ends.set(key, now() + admission.retryAfterMs);
      return admission;
    },
  };
}
