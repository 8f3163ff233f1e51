import { For } from "solid-js";
import "./skeleton.css";

/** Grey bars in the shape of what will come. */
export function Skeleton(props: { lines?: number; kind?: "text" | "rows" | "cards" }) {
  return (
    <div class={`skeleton skeleton-${props.kind ?? "rows"}`} aria-hidden="true">
      <For each={Array.from({ length: props.lines ?? 4 })}>{() => <span class="skeleton-bar" />}</For>
    </div>
  );
}
