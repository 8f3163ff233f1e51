import { useNavigate } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { useCreateAgent } from "../../data/agents.ts";
import { parseOrigin } from "../../lib/origin.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { ProblemPanel } from "../../ui/problem-panel.tsx";
import { TEXT } from "./text.ts";

const NAME_MAX_CHARS = 80;

export function CreateAgentDialog(props: { open: boolean; onOpenChange: (isOpen: boolean) => void }) {
  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      title={TEXT.dialog.title}
      description={TEXT.dialog.description}
    >
      <CreateAgentForm onClose={() => props.onOpenChange(false)} />
    </Dialog>
  );
}

function CreateAgentForm(props: { onClose: () => void }) {
  const navigate = useNavigate();
  const create = useCreateAgent();
  const [name, setName] = createSignal("");
  const [site, setSite] = createSignal("");
  const [isChecked, setChecked] = createSignal(false);

  const nameError = () => {
    const length = name().trim().length;
    return isChecked() && (length === 0 || length > NAME_MAX_CHARS) ? TEXT.dialog.nameError : undefined;
  };
  const siteError = () => {
    if (!isChecked() || site().trim() === "") return undefined;
    const parsed = parseOrigin(site());
    return parsed.isValid ? undefined : parsed.reason;
  };

  function submit(event: SubmitEvent & { currentTarget: HTMLFormElement }): void {
    event.preventDefault();
    setChecked(true);
    if (nameError() || siteError()) {
      event.currentTarget.querySelector<HTMLElement>("[aria-invalid]")?.focus();
      return;
    }
    const parsed = parseOrigin(site());
    create.mutate(
      { name: name().trim(), allowedOrigins: parsed.isValid ? [parsed.origin] : [] },
      {
        onSuccess: (agent) => {
          props.onClose();
          navigate(`/agents/${agent.id}/knowledge`);
        },
      },
    );
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
      <TextField
        label={TEXT.dialog.site}
        hint={TEXT.dialog.siteHint}
        placeholder={TEXT.dialog.sitePlaceholder}
        inputmode="url"
        optional
        value={site()}
        onInput={(event) => setSite(event.currentTarget.value)}
        error={siteError()}
      />
      <DialogActions>
        <Button onClick={() => props.onClose()}>{TEXT.dialog.cancel}</Button>
        <Button type="submit" variant="primary" busy={create.isPending}>
          {TEXT.dialog.submit}
        </Button>
      </DialogActions>
    </form>
  );
}
