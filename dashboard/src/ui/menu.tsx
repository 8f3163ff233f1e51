import * as DropdownMenu from "@kobalte/core/dropdown-menu";
import { For, type JSX } from "solid-js";
import { Icon, type IconName } from "./icon.tsx";
import "./menu.css";

/** A menu button: `trigger` is what the button shows, and says. */
export function Menu(props: { trigger: JSX.Element; triggerClass: string; children: JSX.Element }) {
  return (
    <DropdownMenu.Root gutter={6} modal={false}>
      <DropdownMenu.Trigger class={props.triggerClass}>{props.trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content class="menu">{props.children}</DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export function MenuItem(props: { icon: IconName; onSelect: () => void; children: JSX.Element }) {
  return (
    <DropdownMenu.Item class="menu-item" onSelect={() => props.onSelect()}>
      <Icon name={props.icon} />
      <span>{props.children}</span>
    </DropdownMenu.Item>
  );
}

interface MenuChoiceProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string; icon: IconName }[];
  /** Where a choice leads away. */
  closes?: boolean;
  onChange: (value: T) => void;
}

export function MenuChoice<T extends string>(props: MenuChoiceProps<T>) {
  return (
    <DropdownMenu.Group>
      <DropdownMenu.GroupLabel class="menu-label">{props.label}</DropdownMenu.GroupLabel>
      <DropdownMenu.RadioGroup value={props.value} onChange={(value) => props.onChange(value as T)}>
        <For each={props.options}>
          {(option) => (
            <DropdownMenu.RadioItem class="menu-item" value={option.value} closeOnSelect={props.closes ?? false}>
              <Icon name={option.icon} />
              <span>{option.label}</span>
              <DropdownMenu.ItemIndicator class="menu-mark">
                <Icon name="check" />
              </DropdownMenu.ItemIndicator>
            </DropdownMenu.RadioItem>
          )}
        </For>
      </DropdownMenu.RadioGroup>
    </DropdownMenu.Group>
  );
}

export function MenuLine() {
  return <DropdownMenu.Separator class="menu-line" />;
}
