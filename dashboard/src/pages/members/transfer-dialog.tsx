import type { Member } from "@netvexa/contract/http/members";
import { createSignal, Show } from "solid-js";
import { useMemberEdits } from "../../data/members.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { notify } from "../../ui/toast.tsx";
import { TEXT } from "./text.ts";

const copy = TEXT.transferDialog;

/** Open while there is a member to become the owner. */
export function TransferDialog(props: { member: Member | undefined; onClose: () => void }) {
  return (
    <Dialog
      open={props.member !== undefined}
      onOpenChange={(isOpen) => !isOpen && props.onClose()}
      title={copy.title}
      description={copy.text}
    >
      <Show when={props.member}>{(member) => <TransferForm member={member()} onClose={() => props.onClose()} />}</Show>
    </Dialog>
  );
}

function TransferForm(props: { member: Member; onClose: () => void }) {
  const { transfer } = useMemberEdits();
  const [typed, setTyped] = createSignal("");
  const isRight = () => typed().trim().toLowerCase() === props.member.email.toLowerCase();

  async function submit(): Promise<void> {
    const { userId, name } = props.member;
    await transfer.mutateAsync(userId);
    notify("success", `${name} ${copy.done}`);
    props.onClose();
  }

  return (
    <Form danger submitLabel={copy.confirm} onCancel={() => props.onClose()} onSubmit={submit}>
      {(isChecked) => (
        <>
          <p>
            <strong>{props.member.name}</strong>, {props.member.email}
          </p>
          <TextField
            label={copy.field}
            autocomplete="off"
            value={typed()}
            onInput={(event) => setTyped(event.currentTarget.value)}
            error={isChecked() && !isRight() ? copy.fieldError : undefined}
          />
        </>
      )}
    </Form>
  );
}
