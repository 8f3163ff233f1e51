import { createSignal } from "solid-js";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { NameField } from "../../ui/name-field.tsx";
import { explainRefusal } from "../sign-in/text.ts";
import { TEXT } from "./text.ts";

interface NameDialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: string;
  submitLabel: string;
  initial?: string;
  submit: (name: string) => Promise<unknown>;
}

const NAME_MAX_CHARS = 60;
const copy = TEXT.passkeys;

/** Asks for the name of a passkey. */
export function NameDialog(props: NameDialogProps) {
  return (
    <Dialog
      open={props.open}
      onOpenChange={(isOpen) => !isOpen && props.onClose()}
      title={props.title}
      {...(props.description ? { description: props.description } : {})}
    >
      <NameForm {...props} />
    </Dialog>
  );
}

function NameForm(props: NameDialogProps) {
  const [name, setName] = createSignal(props.initial ?? "");
  return (
    <Form
      submitLabel={props.submitLabel}
      explain={explainRefusal}
      onCancel={() => props.onClose()}
      onSubmit={async () => {
        await props.submit(name().trim());
        props.onClose();
      }}
    >
      {(isChecked) => (
        <NameField
          label={copy.name}
          placeholder={copy.namePlaceholder}
          maxChars={NAME_MAX_CHARS}
          fault={copy.nameError}
          value={name()}
          onChange={setName}
          isChecked={isChecked()}
        />
      )}
    </Form>
  );
}
