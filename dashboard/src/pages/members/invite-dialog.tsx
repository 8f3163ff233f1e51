import type { InvitationMade, InvitedRole } from "@netvexa/contract/http/members";
import { MEMBER_ROLES } from "@netvexa/contract/roles";
import { createSignal } from "solid-js";
import { useInvitationEdits } from "../../data/members.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Select } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { notify } from "../../ui/toast.tsx";
import { EmailField } from "../sign-in/fields.tsx";
import { roleMeaning, roleName, TEXT } from "./text.ts";

const copy = TEXT.inviteDialog;
const OPTIONS = MEMBER_ROLES.flatMap((role) => (role === "owner" ? [] : [{ value: role, label: roleName(role) }]));

export function tellSent({ isMailed }: InvitationMade): void {
  if (isMailed) notify("success", TEXT.sent);
  else notify("problem", TEXT.notSent);
}

export function InviteDialog(props: { open: boolean; onClose: () => void }) {
  return (
    <Dialog
      open={props.open}
      onOpenChange={(isOpen) => !isOpen && props.onClose()}
      title={copy.title}
      description={copy.text}
    >
      <InviteForm onClose={() => props.onClose()} />
    </Dialog>
  );
}

function InviteForm(props: { onClose: () => void }) {
  const { invite } = useInvitationEdits();
  const [email, setEmail] = createSignal("");
  const [role, setRole] = createSignal<InvitedRole>("editor");

  async function submit(): Promise<void> {
    tellSent(await invite.mutateAsync({ email: email().trim(), role: role() }));
    props.onClose();
  }

  return (
    <Form submitLabel={copy.submit} onCancel={() => props.onClose()} onSubmit={submit}>
      {(isChecked) => (
        <>
          <EmailField value={email()} onChange={setEmail} isChecked={isChecked()} autocomplete="off" />
          <Select
            label={copy.role}
            hint={roleMeaning(role())}
            options={OPTIONS}
            value={role()}
            onChange={(event) => setRole(event.currentTarget.value as InvitedRole)}
          />
        </>
      )}
    </Form>
  );
}
