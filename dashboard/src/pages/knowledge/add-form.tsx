import type { SourceInput } from "@netvexa/contract/http/sources";
import { createSignal, type JSX, Show } from "solid-js";
import { useAddSource } from "../../data/sources.ts";
import { Button } from "../../ui/button.tsx";
import { DialogActions } from "../../ui/dialog.tsx";
import { ProblemPanel } from "../../ui/problem-panel.tsx";
import { notify } from "../../ui/toast.tsx";
import { ADD_TEXT } from "./text.ts";

interface AddFormProps {
  agentId: string;
  submitLabel: string;
  doneMessage: string;
  /** What to send; undefined while a field has a fault. */
  read: () => SourceInput | undefined;
  onClose: () => void;
  /** `isChecked` turns true with the first attempt: faults are shown from then on. */
  children: (isChecked: () => boolean) => JSX.Element;
}

export function AddForm(props: AddFormProps) {
  const add = useAddSource(() => props.agentId);
  const [isChecked, setChecked] = createSignal(false);

  function submit(event: SubmitEvent & { currentTarget: HTMLFormElement }): void {
    event.preventDefault();
    setChecked(true);
    const input = props.read();
    if (input === undefined) {
      event.currentTarget.querySelector<HTMLElement>("[aria-invalid]")?.focus();
      return;
    }
    add.mutate(input, {
      onSuccess: () => {
        notify("success", props.doneMessage);
        props.onClose();
      },
    });
  }

  return (
    <form class="stack" noValidate onSubmit={submit}>
      <Show when={add.isError}>
        <ProblemPanel error={add.error} />
      </Show>
      {props.children(isChecked)}
      <DialogActions>
        <Button onClick={() => props.onClose()}>{ADD_TEXT.cancel}</Button>
        <Button type="submit" variant="primary" busy={add.isPending}>
          {props.submitLabel}
        </Button>
      </DialogActions>
    </form>
  );
}
