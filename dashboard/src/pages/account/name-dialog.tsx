import { createSignal } from "solid-js";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
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
  const isNamed = () => name().trim() !== "" && name().trim().length <= NAME_MAX_CHARS;
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
        <TextField
          label={copy.name}
          placeholder={copy.namePlaceholder}
          value={name()}
          onInput={(event) => setName(event.currentTarget.value)}
          error={isChecked() && !isNamed() ? copy.nameError : undefined}
        />
      )}
    </Form>
  );
}
