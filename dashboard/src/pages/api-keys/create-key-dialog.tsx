import { createSignal, Show } from "solid-js";
import { useApiKeyEdits } from "../../data/api-keys.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { ProblemPanel } from "../../ui/problem-panel.tsx";
import { createReach } from "./create-reach.ts";
import { ReachFields } from "./reach-fields.tsx";
import { Secret } from "./secret.tsx";
import { TEXT } from "./text.ts";

const NAME_MAX_CHARS = 80;

export function CreateKeyDialog(props: { open: boolean; onOpenChange: (isOpen: boolean) => void }) {
  const [secret, setSecret] = createSignal<string>();
  function change(isOpen: boolean): void {
    if (!isOpen) setSecret(undefined);
    props.onOpenChange(isOpen);
  }
  return (
    <Dialog
      open={props.open}
      onOpenChange={change}
      title={secret() ? TEXT.created.title : TEXT.dialog.title}
      {...(secret() ? { description: TEXT.created.text } : {})}
    >
      <Show when={secret()} fallback={<KeyForm onCreated={setSecret} onClose={() => change(false)} />}>
        {(key) => <Secret value={key()} onClose={() => change(false)} />}
      </Show>
    </Dialog>
  );
}

function KeyForm(props: { onCreated: (secret: string) => void; onClose: () => void }) {
  const { create } = useApiKeyEdits();
  const [name, setName] = createSignal("");
  const reach = createReach(() => Date.now());
  const [isChecked, setChecked] = createSignal(false);
  const nameError = () => {
    const length = name().trim().length;
    return isChecked() && (length === 0 || length > NAME_MAX_CHARS) ? TEXT.dialog.nameError : undefined;
  };

  function submit(event: SubmitEvent & { currentTarget: HTMLFormElement }): void {
    event.preventDefault();
    setChecked(true);
    if (nameError() || reach.hasNoScope() || reach.hasNoAgent()) {
      event.currentTarget.querySelector<HTMLElement>("[aria-invalid], .checks input")?.focus();
      return;
    }
    const input = { name: name().trim(), ...reach.input() };
    create.mutate(input, { onSuccess: (created) => props.onCreated(created.key) });
  }

  return (
    <form class="stack" noValidate onSubmit={submit}>
      <Show when={create.isError}>
        <ProblemPanel error={create.error} />
      </Show>
      <TextField
        label={TEXT.dialog.name}
        hint={TEXT.dialog.nameHint}
        placeholder={TEXT.dialog.namePlaceholder}
        value={name()}
        onInput={(event) => setName(event.currentTarget.value)}
        error={nameError()}
      />
      <ReachFields reach={reach} isChecked={isChecked()} />
      <DialogActions>
        <Button onClick={() => props.onClose()}>Cancel</Button>
        <Button type="submit" variant="primary" busy={create.isPending}>
          {TEXT.dialog.submit}
        </Button>
      </DialogActions>
    </form>
  );
}
