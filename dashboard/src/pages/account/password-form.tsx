import { createSignal } from "solid-js";
import { Form } from "../../ui/form.tsx";
import { PasswordField } from "../sign-in/fields.tsx";
import { explainRefusal } from "../sign-in/text.ts";
import { TEXT } from "./text.ts";

interface PasswordFormProps {
  submitLabel: string;
  danger?: boolean;
  onCancel: () => void;
  onSubmit: (password: string) => Promise<unknown>;
}

/** Asks for the password once more before something that matters. */
export function PasswordForm(props: PasswordFormProps) {
  const [password, setPassword] = createSignal("");
  return (
    <Form
      submitLabel={props.submitLabel}
      danger={props.danger ?? false}
      explain={explainRefusal}
      onCancel={() => props.onCancel()}
      onSubmit={() => props.onSubmit(password())}
    >
      {(isChecked) => (
        <PasswordField
          label={TEXT.factor.password}
          hint={TEXT.factor.passwordHint}
          value={password()}
          onChange={setPassword}
          isChecked={isChecked()}
        />
      )}
    </Form>
  );
}
