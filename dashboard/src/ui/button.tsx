import { A, type AnchorProps } from "@solidjs/router";
import { type JSX, mergeProps, Show, splitProps } from "solid-js";
import "./button.css";
import { Icon, type IconName } from "./icon.tsx";

interface Look {
  variant?: "primary" | "secondary" | "ghost" | "danger";
  size?: "normal" | "small";
  icon?: IconName;
}

interface ButtonProps extends Look, JSX.ButtonHTMLAttributes<HTMLButtonElement> {
  /** Shows that the action runs and refuses another press; the button keeps its focus. */
  busy?: boolean;
}

function lookClass(props: Look & { class?: string | undefined }): string {
  const variant = props.variant ?? "secondary";
  return ["button", `button-${variant}`, props.size === "small" ? "button-small" : "", props.class ?? ""].join(" ");
}

export function Button(props: ButtonProps) {
  const merged = mergeProps({ type: "button" as const }, props);
  const [own, rest] = splitProps(merged, ["variant", "size", "icon", "busy", "class", "children", "onClick"]);
  return (
    <button
      {...rest}
      class={lookClass(own)}
      aria-disabled={own.busy || undefined}
      aria-busy={own.busy || undefined}
      onClick={(event) => {
        if (own.busy) {
          event.preventDefault();
          return;
        }
        if (typeof own.onClick === "function") own.onClick(event);
      }}
    >
      <Show when={own.busy} fallback={<Show when={own.icon}>{(name) => <Icon name={name()} />}</Show>}>
        <span class="spinner" aria-hidden="true" />
      </Show>
      <span>{own.children}</span>
    </button>
  );
}

export function LinkButton(props: Look & AnchorProps) {
  const [own, rest] = splitProps(props, ["variant", "size", "icon", "class", "children"]);
  return (
    <A {...rest} class={lookClass(own)}>
      <Show when={own.icon}>{(name) => <Icon name={name()} />}</Show>
      <span>{own.children}</span>
    </A>
  );
}
