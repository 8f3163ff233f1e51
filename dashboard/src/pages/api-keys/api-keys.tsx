import { createSignal, Show } from "solid-js";
import { useApiKeys } from "../../data/api-keys.ts";
import { itemsOf } from "../../data/paging.ts";
import { useIsManager } from "../../data/workspace.ts";
import { usePageTitle } from "../../lib/title.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { QueryStates } from "../../ui/query-states.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ManagersOnly } from "../shell/managers-only.tsx";
import "./api-keys.css";
import { CreateKeyDialog } from "./create-key-dialog.tsx";
import { KeyTable } from "./key-table.tsx";
import { TEXT } from "./text.ts";

export function ApiKeys() {
  const isManager = useIsManager();
  const [isCreating, setCreating] = createSignal(false);
  usePageTitle(() => [TEXT.title]);
  const create = () => setCreating(true);
  return (
    <div class="stack stack-loose">
      <PageHeader
        title={TEXT.title}
        description={TEXT.description}
        actions={
          <Show when={isManager()}>
            <CreateButton onCreate={create} />
          </Show>
        }
      />
      <ManagersOnly otherwise={TEXT.forbidden}>
        <Keys onCreate={create} />
      </ManagersOnly>
      <CreateKeyDialog open={isCreating()} onOpenChange={setCreating} />
    </div>
  );
}

function Keys(props: { onCreate: () => void }) {
  const keys = useApiKeys();
  return (
    <QueryStates
      query={keys}
      loadingLabel={TEXT.loading}
      skeleton={<Skeleton lines={3} />}
      isEmpty={(pages) => itemsOf(pages).length === 0}
      empty={
        <EmptyState
          icon="key"
          title={TEXT.empty.title}
          text={TEXT.empty.text}
          action={<CreateButton onCreate={props.onCreate} />}
        />
      }
    >
      {(pages) => (
        <>
          <KeyTable keys={itemsOf(pages())} />
          <LoadMore query={keys} />
        </>
      )}
    </QueryStates>
  );
}

function CreateButton(props: { onCreate: () => void }) {
  return (
    <Button variant="primary" icon="plus" onClick={() => props.onCreate()}>
      {TEXT.create}
    </Button>
  );
}
