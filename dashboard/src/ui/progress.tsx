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

/** A level between 0 and 1, such as a score. */
export function Level(props: { label: string; value: number }) {
  return (
    <span
      class="level"
      role="meter"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={1}
      aria-valuenow={props.value}
      ref={customProperties(() => ({ "--level": `${Math.round(Math.min(1, Math.max(0, props.value)) * 100)}%` }))}
    />
  );
}
