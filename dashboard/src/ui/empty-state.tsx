import { type JSX, Show } from "solid-js";
import "./empty-state.css";
import { Icon, type IconName } from "./icon.tsx";

export function EmptyState(props: { icon: IconName; title: string; text: string; action?: JSX.Element }) {
  return (
    <div class="empty-state">
      <span class="empty-icon">
        <Icon name={props.icon} />
      </span>
      <h2>{props.title}</h2>
      <p class="soft">{props.text}</p>
      <Show when={props.action}>
        <div class="row">{props.action}</div>
      </Show>
    </div>
  );
}
