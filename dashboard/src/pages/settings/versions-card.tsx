import { For, Show } from "solid-js";
import { type AgentSettings, useAgentVersions } from "../../data/agents.ts";
import { itemsOf } from "../../data/paging.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { QueryStates } from "../../ui/query-states.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Time } from "../../ui/time.tsx";
import { useAgentScope } from "../agent/agent-context.ts";
import { TEXT } from "./text.ts";

export function VersionsCard(props: { onRestore: (settings: AgentSettings) => void }) {
  const { agentId, agent } = useAgentScope();
  const versions = useAgentVersions(agentId);
  const copy = TEXT.versions;
  return (
    <Card title={copy.title}>
      <QueryStates
        query={versions}
        loadingLabel={copy.loading}
        skeleton={<Skeleton lines={2} />}
        isEmpty={(pages) => itemsOf(pages).length === 0}
        empty={<p class="small soft">{copy.empty}</p>}
      >
        {(pages) => (
          <>
            <ul class="plain versions">
              <For each={itemsOf(pages())}>
                {(version) => (
                  <li class="version">
                    <div>
                      <p class="version-name">
                        {copy.version} {version.version}
                      </p>
                      <p class="small soft">
                        <Time at={version.publishedAt} />
                      </p>
                    </div>
                    <Show
                      when={version.version !== agent().version}
                      fallback={<Badge tone="success">{copy.current}</Badge>}
                    >
                      <Button size="small" onClick={() => props.onRestore(version.settings)}>
                        {copy.restore}
                        <span class="visually-hidden">
                          {" "}
                          {copy.version} {version.version}
                        </span>
                      </Button>
                    </Show>
                  </li>
                )}
              </For>
            </ul>
            <LoadMore query={versions} />
          </>
        )}
      </QueryStates>
    </Card>
  );
}
