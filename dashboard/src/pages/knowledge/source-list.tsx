import type { Source } from "@netvexa/contract/http/sources";
import { createSignal, For, Show } from "solid-js";
import { toApiProblem } from "../../data/api-problem.ts";
import { useSourceEdits } from "../../data/sources.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { notify } from "../../ui/toast.tsx";
import { SourceRow } from "./source-row.tsx";
import { TEXT } from "./text.ts";

const SEARCH_FROM_ROWS = 8;

export function SourceList(props: { agentId: string; sources: readonly Source[] }) {
  const edits = useSourceEdits(() => props.agentId);
  const [wanted, setWanted] = createSignal("");
  const [leaving, setLeaving] = createSignal<Source>();
  const matching = () => {
    const needle = wanted().trim().toLowerCase();
    return needle === "" ? props.sources : props.sources.filter((source) => source.name.toLowerCase().includes(needle));
  };

  function report(error: unknown): void {
    const problem = toApiProblem(error);
    notify("problem", `${problem.title}. ${problem.message}`);
  }

  function remove(): void {
    const source = leaving();
    if (!source) return;
    edits.remove.mutate(source.id, {
      onSuccess: () => notify("success", `${source.name} is deleted.`),
      onError: report,
      onSettled: () => setLeaving(undefined),
    });
  }

  return (
    <section class="stack" aria-label={TEXT.sources}>
      <div class="sources-head">
        <h2>{TEXT.sources}</h2>
        <Show when={props.sources.length >= SEARCH_FROM_ROWS}>
          <input
            class="input sources-search"
            type="search"
            aria-label={TEXT.search}
            placeholder={TEXT.search}
            value={wanted()}
            onInput={(event) => setWanted(event.currentTarget.value)}
          />
        </Show>
      </div>
      <Show when={matching().length > 0} fallback={<p class="soft">{TEXT.noMatch}</p>}>
        <ul class="plain sources">
          <For each={matching()}>
            {(source) => (
              <SourceRow
                agentId={props.agentId}
                source={source}
                onRemove={() => setLeaving(source)}
                onSync={() => edits.sync.mutate(source.id, { onError: report })}
              />
            )}
          </For>
        </ul>
      </Show>
      <ConfirmDialog
        open={leaving() !== undefined}
        onOpenChange={(isOpen) => !isOpen && setLeaving(undefined)}
        title={TEXT.removeDialog.title}
        confirmLabel={TEXT.removeDialog.confirm}
        busy={edits.remove.isPending}
        onConfirm={remove}
      >
        <strong>{leaving()?.name}</strong>: {TEXT.removeDialog.text}
      </ConfirmDialog>
    </section>
  );
}
