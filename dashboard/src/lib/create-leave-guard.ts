import { type BeforeLeaveEventArgs, useBeforeLeave } from "@solidjs/router";
import { createSignal } from "solid-js";

/** Holds a navigation that would lose something until somebody decides. `to` is a path, or "" for back and forward. */
export function createLeaveGuard(isBlocked: (to: string) => boolean) {
  const [held, setHeld] = createSignal<BeforeLeaveEventArgs>();
  useBeforeLeave((event) => {
    if (event.defaultPrevented || !isBlocked(typeof event.to === "string" ? event.to : "")) return;
    event.preventDefault();
    setHeld(event);
  });
  return {
    isAsking: () => held() !== undefined,
    stay: () => setHeld(undefined),
    leave() {
      const event = held();
      setHeld(undefined);
      event?.retry(true);
    },
  };
}
