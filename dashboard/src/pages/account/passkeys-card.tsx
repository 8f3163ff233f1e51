import { createSignal, For, Show } from "solid-js";
import { type Passkey, usePasskeyEdits, usePasskeys } from "../../data/account.ts";
import { toApiProblem } from "../../data/api-problem.ts";
import { knowsPasskeys } from "../../lib/passkey.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { QueryStates } from "../../ui/query-states.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Time } from "../../ui/time.tsx";
import { notify } from "../../ui/toast.tsx";
import { NameDialog } from "./name-dialog.tsx";
import { TEXT } from "./text.ts";

const copy = TEXT.passkeys;
const nameOf = (passkey: Passkey | undefined) => passkey?.name || copy.unnamed;

export function PasskeysCard() {
  const passkeys = usePasskeys();
  const edits = usePasskeyEdits();
  const [isAdding, setAdding] = createSignal(false);
  const [renaming, setRenaming] = createSignal<Passkey>();
  const [leaving, setLeaving] = createSignal<Passkey>();

  function remove(): void {
    edits.remove.mutate(leaving()?.id ?? "", {
      onSuccess: () => notify("success", copy.removed),
      onError: (error) => notify("problem", toApiProblem(error).message),
      onSettled: () => setLeaving(undefined),
    });
  }

  return (
    <Card
      title={copy.title}
      description={copy.description}
      actions={
        <Show when={knowsPasskeys()} fallback={<p class="soft small">{copy.unknown}</p>}>
          <Button icon="plus" onClick={() => setAdding(true)}>
            {copy.add}
          </Button>
        </Show>
      }
    >
      <QueryStates
        query={passkeys}
        loadingLabel={copy.loading}
        skeleton={<Skeleton lines={1} />}
        isEmpty={(list) => list.length === 0}
        empty={<p class="soft">{copy.none}</p>}
      >
        {(list) => <PasskeyList passkeys={list()} onRename={setRenaming} onRemove={setLeaving} />}
      </QueryStates>
      <NameDialog
        open={isAdding()}
        onClose={() => setAdding(false)}
        title={copy.addTitle}
        description={copy.addText}
        submitLabel={copy.addSubmit}
        submit={async (name) => {
          await edits.add.mutateAsync(name);
          notify("success", copy.addDone);
        }}
      />
      <NameDialog
        open={renaming() !== undefined}
        onClose={() => setRenaming(undefined)}
        title={copy.renameTitle}
        submitLabel={copy.renameSubmit}
        initial={nameOf(renaming())}
        submit={(name) => edits.rename.mutateAsync({ id: renaming()?.id ?? "", name })}
      />
      <ConfirmDialog
        open={leaving() !== undefined}
        onOpenChange={(isOpen) => !isOpen && setLeaving(undefined)}
        title={copy.removeTitle}
        confirmLabel={copy.removeConfirm}
        busy={edits.remove.isPending}
        onConfirm={remove}
      >
        <strong>{nameOf(leaving())}</strong>: {copy.removeText}
      </ConfirmDialog>
    </Card>
  );
}

interface ListProps {
  passkeys: readonly Passkey[];
  onRename: (passkey: Passkey) => void;
  onRemove: (passkey: Passkey) => void;
}

function PasskeyList(props: ListProps) {
  return (
    <ul class="plain account-list">
      <For each={props.passkeys}>
        {(passkey) => (
          <li class="account-item">
            <div>
              <p>{nameOf(passkey)}</p>
              <p class="soft small">
                {copy.added} <Time at={passkey.createdAt} />
              </p>
            </div>
            <div class="row">
              <Button size="small" onClick={() => props.onRename(passkey)}>
                {copy.rename}
                <span class="visually-hidden"> {nameOf(passkey)}</span>
              </Button>
              <Button size="small" onClick={() => props.onRemove(passkey)}>
                {copy.remove}
                <span class="visually-hidden"> {nameOf(passkey)}</span>
              </Button>
            </div>
          </li>
        )}
      </For>
    </ul>
  );
}
