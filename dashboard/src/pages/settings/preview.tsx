import { createUniqueId, For } from "solid-js";
import type { AgentSettings } from "../../data/agents.ts";
import { accentInk, isHexColour } from "../../lib/colour.ts";
import { customProperties } from "../../lib/custom-properties.ts";
import { Icon } from "../../ui/icon.tsx";
import { TEXT } from "./text.ts";

/** A picture of the chat as the settings would make it. Nothing in it can be used. */
export function Preview(props: { settings: AgentSettings }) {
  const titleId = createUniqueId();
  const accent = () => {
    const set = props.settings.theme.accent;
    return set && isHexColour(set) ? set : undefined;
  };
  const ink = () => {
    const set = accent();
    return set && accentInk(set);
  };
  const scheme = () => {
    const set = props.settings.theme.colorScheme;
    return set === "light" || set === "dark" ? set : "auto";
  };
  return (
    <section class="stack stack-tight" aria-labelledby={titleId}>
      <h2 id={titleId}>{TEXT.preview.title}</h2>
      <div
        class={`preview preview-${scheme()} preview-${props.settings.theme.position ?? "right"}`}
        ref={customProperties(() => ({ "--preview-accent": accent(), "--preview-ink": ink() }))}
      >
        <div class="preview-panel">
          <p class="preview-head truncate">{props.settings.name || "…"}</p>
          <div class="preview-body">
            <p class="preview-agent">{props.settings.greeting || TEXT.preview.greeting}</p>
            <ul class="plain preview-starters">
              <For each={props.settings.starters.filter((starter) => starter.trim() !== "")}>
                {(starter) => <li>{starter}</li>}
              </For>
            </ul>
            <p class="preview-visitor">{TEXT.preview.question}</p>
          </div>
          <p class="preview-input">{TEXT.preview.input}</p>
        </div>
        <span class="preview-launcher">
          <Icon name="chat" />
        </span>
      </div>
    </section>
  );
}
