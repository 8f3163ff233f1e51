import { createSignal } from "solid-js";
import { useAccountEdits } from "../../data/account.ts";
import { Card } from "../../ui/card.tsx";
import { Form } from "../../ui/form.tsx";
import { notify } from "../../ui/toast.tsx";
import { NewPasswordField, PasswordField } from "../sign-in/fields.tsx";
import { explainRefusal } from "../sign-in/text.ts";
import { TEXT } from "./text.ts";

const copy = TEXT.password;

export function PasswordCard() {
  const edits = useAccountEdits();
  const [present, setPresent] = createSignal("");
  const [next, setNext] = createSignal("");
  return (
    <Card title={copy.title} description={copy.description}>
      <Form
        submitLabel={copy.submit}
        explain={explainRefusal}
        onSubmit={async () => {
          await edits.changePassword({ currentPassword: present(), newPassword: next() });
          setPresent("");
          setNext("");
          notify("success", copy.done);
        }}
      >
        {(isChecked) => (
          <>
            <PasswordField label={copy.present} value={present()} onChange={setPresent} isChecked={isChecked()} />
            <NewPasswordField label={copy.next} value={next()} onChange={setNext} isChecked={isChecked()} />
          </>
        )}
      </Form>
    </Card>
  );
}
