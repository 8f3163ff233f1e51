import { createSignal, For } from "solid-js";
import { useAgents } from "../../data/agents.ts";
import { itemsOf } from "../../data/paging.ts";
import { usePageTitle } from "../../lib/title.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { QueryStates } from "../../ui/query-states.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { AgentCard } from "./agent-card.tsx";
import "./agents.css";
import { CreateAgentDialog } from "./create-agent-dialog.tsx";
import { TEXT } from "./text.ts";

export function Agents() {
  const agents = useAgents();
  const [isCreating, setCreating] = createSignal(false);
  usePageTitle(() => [TEXT.title]);

  const createButton = () => (
    <Button variant="primary" icon="plus" onClick={() => setCreating(true)}>
      {TEXT.create}
    </Button>
  );

  return (
    <div class="stack stack-loose">
      <PageHeader title={TEXT.title} description={TEXT.description} actions={createButton()} />
      <QueryStates
        query={agents}
        loadingLabel={TEXT.loading}
        skeleton={<Skeleton kind="cards" lines={3} />}
        isEmpty={(pages) => itemsOf(pages).length === 0}
        empty={<EmptyState icon="agents" title={TEXT.empty.title} text={TEXT.empty.text} action={createButton()} />}
      >
        {(pages) => (
          <>
            <ul class="plain agent-cards">
              <For each={itemsOf(pages())}>{(agent) => <AgentCard agent={agent} />}</For>
            </ul>
            <LoadMore query={agents} />
          </>
        )}
      </QueryStates>
      <CreateAgentDialog open={isCreating()} onOpenChange={setCreating} />
    </div>
  );
}
