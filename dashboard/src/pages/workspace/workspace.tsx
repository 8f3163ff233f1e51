import { Show } from "solid-js";
import { useCurrentWorkspace, useIsManager, useWorkspaces } from "../../data/workspace.ts";
import { usePageTitle } from "../../lib/title.ts";
import { Card } from "../../ui/card.tsx";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { QueryStates } from "../../ui/query-states.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { EraseCard } from "./erase-card.tsx";
import { NameCard } from "./name-card.tsx";
import { TEXT } from "./text.ts";

export function Workspace() {
  const workspaces = useWorkspaces();
  usePageTitle(() => [TEXT.title]);
  return (
    <div class="stack stack-loose">
      <PageHeader title={TEXT.title} description={TEXT.description} />
      <QueryStates query={workspaces} loadingLabel={TEXT.loading} skeleton={<Skeleton lines={4} />}>
        {() => <Cards />}
      </QueryStates>
    </div>
  );
}

/** What the person's role allows, and a word on the rest. */
function Cards() {
  const current = useCurrentWorkspace();
  const role = () => current()?.role;
  const isManager = useIsManager();
  return (
    <>
      <Show when={isManager() && current()}>{(workspace) => <NameCard workspace={workspace()} />}</Show>
      <Show when={role() !== "billing"}>
        <Card title={TEXT.export.title} description={TEXT.export.description} actions={<ExportMenu />}>
          {null}
        </Card>
      </Show>
      <Show when={role() === "owner"} fallback={<p class="soft">{TEXT.ownerOnly}</p>}>
        <EraseCard />
      </Show>
    </>
  );
}
