import type { JSX } from "solid-js";
import "./badge.css";

export type Tone = "neutral" | "accent" | "success" | "warning" | "danger";

export function Badge(props: { tone?: Tone; children: JSX.Element }) {
  return <span class={`badge badge-${props.tone ?? "neutral"}`}>{props.children}</span>;
}
