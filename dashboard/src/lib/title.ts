import { createEffect, createSignal } from "solid-js";

const [title, setTitle] = createSignal("");

/** The name of the page, as announced after a navigation. */
export const pageTitle = title;

/** Names the page in the tab and for the announcement; the most particular part comes first. */
export function usePageTitle(parts: () => readonly string[]): void {
  createEffect(() => {
    const named = parts().filter((part) => part !== "");
    setTitle(named.join(" · "));
    document.title = [...named, "NETVEXA"].join(" · ");
  });
}
