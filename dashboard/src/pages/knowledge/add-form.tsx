import type { SourceInput } from "@netvexa/contract/http/sources";
import type { JSX } from "solid-js";
import { useAddSource } from "../../data/sources.ts";
import { Form } from "../../ui/form.tsx";
import { notify } from "../../ui/toast.tsx";

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

  async function submit(): Promise<void> {
    const input = props.read();
    if (input === undefined) return;
    await add.mutateAsync(input);
    notify("success", props.doneMessage);
    props.onClose();
  }

  return (
    <Form submitLabel={props.submitLabel} onCancel={() => props.onClose()} onSubmit={submit}>
      {props.children}
    </Form>
  );
}
