import { createMemo, createSignal, Show } from "solid-js";
import { itemsOf } from "../../data/paging.ts";
import { useSources } from "../../data/sources.ts";
import { usePageTitle } from "../../lib/title.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { QueryStates } from "../../ui/query-states.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { useAgentScope } from "../agent/agent-context.ts";
import { AddDialog } from "./add-dialog.tsx";
import { DropZone } from "./drop-zone.tsx";
import "./knowledge.css";
import { SourceList } from "./source-list.tsx";
import { TEXT } from "./text.ts";
import { UploadList } from "./upload-list.tsx";

export function Knowledge() {
  const { agentId, agent, uploads } = useAgentScope();
  const sources = useSources(agentId);
  const [isAdding, setAdding] = createSignal(false);
  usePageTitle(() => [TEXT.title, agent().name]);

  // A file on its way has a row among the uploads; the server lists it already.
  const uploading = createMemo(() => new Set(uploads.items.map((item) => item.sourceId)));

  return (
    <div class="stack stack-loose">
      <PageHeader
        title={TEXT.title}
        description={TEXT.description}
        actions={
          <Button variant="primary" icon="plus" onClick={() => setAdding(true)}>
            {TEXT.add}
          </Button>
        }
      />
      <DropZone onFiles={uploads.add} />
      <UploadList uploads={uploads} />
      <QueryStates query={sources} loadingLabel={TEXT.loading} skeleton={<Skeleton lines={4} />}>
        {(pages) => {
          const shown = () => itemsOf(pages()).filter((source) => !uploading().has(source.id));
          return (
            <Show
              when={shown().length > 0}
              fallback={
                <Show when={uploads.items.length === 0}>
                  <EmptyState icon="file" title={TEXT.empty.title} text={TEXT.empty.text} />
                </Show>
              }
            >
              <SourceList agentId={agentId()} sources={shown()} />
              <LoadMore query={sources} />
            </Show>
          );
        }}
      </QueryStates>
      <AddDialog agentId={agentId()} open={isAdding()} onOpenChange={setAdding} onFiles={uploads.add} />
    </div>
  );
}
