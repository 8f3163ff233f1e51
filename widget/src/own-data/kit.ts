import type { Panel, Place } from "../config.ts";
import type { make } from "../dom.ts";
import type { button } from "../entry-view.ts";
import type { requestSession, Slot } from "../session.ts";

/**
 * What the panel hands over. This part is fetched only when somebody asks for it; were it to import the panel's own
 * modules, the build would cut the panel in pieces that every visitor then loads.
 */
export interface Kit {
  /** The button that shows and hides this part; it stands in the panel's header. */
  opener: HTMLElement;
  make: typeof make;
  button: typeof button;
  place: Place;
  token: Slot;
  requestSession: typeof requestSession;
  /** Shows nothing of before, and begins anew. */
  identify: Panel["identify"];
}
