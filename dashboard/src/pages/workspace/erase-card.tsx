import { createSignal, Show } from "solid-js";
import { useWorkspaceErasure } from "../../data/privacy.ts";
import { useSession } from "../../data/session.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { ProblemPanel } from "../../ui/problem-panel.tsx";
import { notify } from "../../ui/toast.tsx";
import { TEXT } from "./text.ts";

const copy = TEXT.erase;

export function EraseCard() {
  const [isAsking, setAsking] = createSignal(false);
  return (
    <Card
      title={copy.title}
      description={copy.description}
      actions={
        <Button icon="trash" onClick={() => setAsking(true)}>
          {copy.button}
        </Button>
      }
    >
      <Dialog open={isAsking()} onOpenChange={setAsking} title={copy.dialogTitle} description={copy.dialogText}>
        <EraseForm onClose={() => setAsking(false)} />
      </Dialog>
    </Card>
  );
}

function EraseForm(props: { onClose: () => void }) {
  const session = useSession();
  const erasure = useWorkspaceErasure();
  const [typed, setTyped] = createSignal("");
  const [isChecked, setChecked] = createSignal(false);
  const isConfirmed = () => {
    const state = session.state();
    return state.kind === "signed-in" && typed().trim().toLowerCase() === state.user.email.toLowerCase();
  };

  function submit(event: SubmitEvent & { currentTarget: HTMLFormElement }): void {
    event.preventDefault();
    setChecked(true);
    if (!isConfirmed()) {
      event.currentTarget.querySelector<HTMLElement>("input")?.focus();
      return;
    }
    erasure.mutate(undefined, {
      onSuccess: async () => {
        notify("success", copy.done);
        await session.signOut();
      },
    });
  }

  return (
    <form class="stack" noValidate onSubmit={submit}>
      <Show when={erasure.isError}>
        <ProblemPanel error={erasure.error} />
      </Show>
      <TextField
        label={copy.confirm}
        type="email"
        autocomplete="off"
        value={typed()}
        error={isChecked() && !isConfirmed() ? copy.mismatch : undefined}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      <p class="soft small" aria-live="polite">
        {erasure.isPending ? copy.working : ""}
      </p>
      <DialogActions>
        <Button onClick={() => props.onClose()}>{copy.cancel}</Button>
        <Button type="submit" variant="danger" busy={erasure.isPending}>
          {copy.button}
        </Button>
      </DialogActions>
    </form>
  );
}
