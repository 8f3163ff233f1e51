import * as Base from "@kobalte/core/tabs";
import { For, type JSX } from "solid-js";
import { Icon, type IconName } from "./icon.tsx";
import "./tabs.css";

export interface Tab {
  value: string;
  label: string;
  icon: IconName;
  content: () => JSX.Element;
}

export function Tabs(props: { label: string; tabs: readonly Tab[]; value: string; onChange: (value: string) => void }) {
  return (
    <Base.Root class="tabs" value={props.value} onChange={props.onChange}>
      <Base.List class="tab-list" aria-label={props.label}>
        <For each={props.tabs}>
          {(tab) => (
            <Base.Trigger class="tab" value={tab.value}>
              <Icon name={tab.icon} />
              <span>{tab.label}</span>
            </Base.Trigger>
          )}
        </For>
      </Base.List>
      <For each={props.tabs}>
        {(tab) => (
          <Base.Content class="tab-panel" value={tab.value}>
            {tab.content()}
          </Base.Content>
        )}
      </For>
    </Base.Root>
  );
}
