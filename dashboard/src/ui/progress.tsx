import { Show } from "solid-js";
import { customProperties } from "../lib/custom-properties.ts";
import "./progress.css";

/** A bar for work with a known end; without `value` it only says that something runs. */
export function Progress(props: { label: string; value?: number | undefined; max?: number | undefined }) {
  // Two elements: a bar that once had a value cannot lose it through the property.
  return (
    <Show when={props.value !== undefined} fallback={<progress class="progress" aria-label={props.label} />}>
      <progress class="progress" aria-label={props.label} value={props.value ?? 0} max={props.max ?? 1} />
    </Show>
  );
}

/** Draws a level between 0 and 1, such as a score; the figure beside it is what is read out. */
export function Level(props: { value: number }) {
  const percent = () => Math.round(Math.min(1, Math.max(0, props.value)) * 100);
  return <span class="level" aria-hidden="true" ref={customProperties(() => ({ "--level": `${percent()}%` }))} />;
}
