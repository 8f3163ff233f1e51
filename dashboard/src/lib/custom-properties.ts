import { createRenderEffect } from "solid-js";

/**
 * A `ref` that keeps custom properties of an element up to date through the CSSOM, which the content
 * policy allows where it forbids style attributes. An undefined value falls back to the style sheet's.
 */
export function customProperties(values: () => Record<`--${string}`, string | undefined>) {
  return (element: HTMLElement): void => {
    createRenderEffect(() => {
      for (const [name, value] of Object.entries(values())) {
        if (value) element.style.setProperty(name, value);
        else element.style.removeProperty(name);
      }
    });
  };
}
