import * as Tooltip from "@kobalte/core/tooltip";
import { type JSX, splitProps } from "solid-js";
import "./button.css";
import { Icon, type IconName } from "./icon.tsx";
import "./tooltip.css";

interface IconButtonProps extends Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, "children" | "type"> {
  icon: IconName;
  /** The button's name, for a screen reader. */
  label: string;
  /** What the tooltip says, where the name would be too long. */
  hint?: string;
}

export function IconButton(props: IconButtonProps) {
  const [own, rest] = splitProps(props, ["icon", "label", "hint", "class"]);
  return (
    <Tooltip.Root openDelay={400} closeDelay={0} placement="top" gutter={6}>
      <Tooltip.Trigger type="button" {...rest} class={`icon-button ${own.class ?? ""}`} aria-label={own.label}>
        <Icon name={own.icon} />
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content class="tooltip">{own.hint ?? own.label}</Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
