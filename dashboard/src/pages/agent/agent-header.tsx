import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import { AgentAvatar } from "../../ui/agent-avatar.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Icon } from "../../ui/icon.tsx";
import { useAgentScope } from "./agent-context.ts";
import { TEXT } from "./text.ts";

const SECTIONS = ["knowledge", "playground", "conversations", "settings", "install"] as const;

export function AgentHeader() {
  const { agentId, agent } = useAgentScope();
  return (
    <header class="agent-header">
      <A class="back-link small" href="/agents">
        <Icon name="chevronLeft" />
        {TEXT.back}
      </A>
      <div class="agent-identity">
        <AgentAvatar name={agent().name} accent={agent().theme.accent} />
        <p class="agent-name truncate">{agent().name}</p>
        <Show when={agent().draft}>
          <Badge tone="warning">{TEXT.draft}</Badge>
        </Show>
      </div>
      <nav class="section-nav" aria-label={TEXT.sections}>
        <ul class="plain">
          <For each={SECTIONS}>
            {(section) => (
              <li>
                <A class="section-link" href={`/agents/${agentId()}/${section}`}>
                  {TEXT[section]}
                </A>
              </li>
            )}
          </For>
        </ul>
      </nav>
    </header>
  );
}
