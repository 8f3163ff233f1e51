import { createSignal, Show } from "solid-js";
import { useApiKeys } from "../../data/api-keys.ts";
import { toApiProblem } from "../../data/api-problem.ts";
import { itemsOf } from "../../data/paging.ts";
import { usePageTitle } from "../../lib/title.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { QueryStates } from "../../ui/query-states.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import "./api-keys.css";
import { CreateKeyDialog } from "./create-key-dialog.tsx";
import { KeyTable } from "./key-table.tsx";
import { TEXT } from "./text.ts";

export function ApiKeys() {
  const keys = useApiKeys();
  const [isCreating, setCreating] = createSignal(false);
  usePageTitle(() => [TEXT.title]);
  const isForbidden = () => keys.isError && toApiProblem(keys.error).code === "forbidden";
  const createButton = () => (
    <Button variant="primary" icon="plus" onClick={() => setCreating(true)}>
      {TEXT.create}
    </Button>
  );
  return (
    <div class="stack stack-loose">
      <PageHeader
        title={TEXT.title}
        description={TEXT.description}
        actions={<Show when={!isForbidden()}>{createButton()}</Show>}
      />
      <Show when={!isForbidden()} fallback={<p class="soft">{TEXT.forbidden}</p>}>
        <QueryStates
          query={keys}
          loadingLabel={TEXT.loading}
          skeleton={<Skeleton lines={3} />}
          isEmpty={(pages) => itemsOf(pages).length === 0}
          empty={<EmptyState icon="key" title={TEXT.empty.title} text={TEXT.empty.text} action={createButton()} />}
        >
          {(pages) => (
            <>
              <KeyTable keys={itemsOf(pages())} />
              <LoadMore query={keys} />
            </>
          )}
        </QueryStates>
      </Show>
      <CreateKeyDialog open={isCreating()} onOpenChange={setCreating} />
    </div>
  );
}
