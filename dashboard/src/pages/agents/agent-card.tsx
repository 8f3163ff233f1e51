import type { Agent } from "@netvexa/contract/http/agents";
import { A } from "@solidjs/router";
import { Show } from "solid-js";
import { AgentAvatar } from "../../ui/agent-avatar.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Time } from "../../ui/time.tsx";
import { TEXT } from "./text.ts";

export function AgentCard(props: { agent: Agent }) {
  return (
    <li class="agent-card">
      <div class="agent-card-head">
        <AgentAvatar name={props.agent.name} accent={props.agent.theme.accent} />
        <A class="agent-card-name truncate" href={`/agents/${props.agent.id}`}>
          {props.agent.name}
        </A>
      </div>
      <p class="small soft truncate">{sites(props.agent.allowedOrigins)}</p>
      <div class="agent-card-foot small faint">
        <span>
          {TEXT.card.updated} <Time at={props.agent.updatedAt} />
        </span>
        <Show when={props.agent.draft}>
          <Badge tone="warning">{TEXT.card.draft}</Badge>
        </Show>
      </div>
    </li>
  );
}

function sites(origins: readonly string[]): string {
  const [first, ...more] = origins.map((origin) => origin.replace(/^https?:\/\//, ""));
  if (first === undefined) return TEXT.card.noSites;
  return more.length === 0 ? first : `${first} and ${more.length} more`;
}
