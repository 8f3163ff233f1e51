import { createComputed, on } from "solid-js";

/**
 * Gives the focus back to what had it when a dialog opened. Our dialogs are opened by state, not by a
 * trigger of their own; where the opener is gone (a deleted row), the page's content gets the focus.
 */
export function createFocusReturn(isOpen: () => boolean): (event: Event) => void {
  let opener: Element | null = null;
  createComputed(
    on(isOpen, (open) => {
      if (open) opener = document.activeElement;
    }),
  );
  return (event) => {
    event.preventDefault();
    const isThere = opener instanceof HTMLElement && opener.isConnected && opener !== document.body;
    const target = isThere ? opener : document.getElementById("main");
    if (target instanceof HTMLElement) target.focus();
  };
}
