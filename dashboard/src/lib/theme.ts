import { createSignal } from "solid-js";

export type Theme = "system" | "light" | "dark";
/** Read before the first paint by `public/theme.js` too. */
const KEY = "netvexa.theme";

function readTheme(): Theme {
  const set = document.documentElement.dataset.theme;
  return set === "light" || set === "dark" ? set : "system";
}

const [theme, setSignal] = createSignal<Theme>(readTheme());

export const currentTheme = theme;

export function setTheme(next: Theme): void {
  setSignal(next);
  if (next === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
}
