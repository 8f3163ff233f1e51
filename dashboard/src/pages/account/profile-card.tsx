import { createSignal, Show } from "solid-js";
import { useAccountEdits } from "../../data/account.ts";
import { useSignedIn } from "../../data/session.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Card } from "../../ui/card.tsx";
import { Form } from "../../ui/form.tsx";
import { NameField } from "../../ui/name-field.tsx";
import { notify } from "../../ui/toast.tsx";
import { ResendLink } from "../sign-in/resend-link.tsx";
import { explainRefusal } from "../sign-in/text.ts";
import { TEXT } from "./text.ts";

const NAME_MAX_CHARS = 80;
const copy = TEXT.profile;

export function ProfileCard() {
  const signedIn = useSignedIn();
  const edits = useAccountEdits();
  const [name, setName] = createSignal(signedIn().user.name);
  return (
    <Card title={copy.title}>
      <Form
        submitLabel={copy.save}
        explain={explainRefusal}
        onSubmit={async () => {
          await edits.rename(name().trim());
          notify("success", copy.saved);
        }}
      >
        {(isChecked) => (
          <NameField
            label={copy.name}
            autocomplete="name"
            maxChars={NAME_MAX_CHARS}
            fault={copy.nameError}
            value={name()}
            onChange={setName}
            isChecked={isChecked()}
          />
        )}
      </Form>
      <Address email={signedIn().user.email} isVerified={signedIn().user.emailVerified} />
    </Card>
  );
}

function Address(props: { email: string; isVerified: boolean }) {
  return (
    <div class="account-item">
      <div class="stack stack-tight">
        <span class="field-label">{copy.email}</span>
        <span class="row">
          <span>{props.email}</span>
          <Badge tone={props.isVerified ? "success" : "warning"}>
            {props.isVerified ? copy.verified : copy.unverified}
          </Badge>
        </span>
      </div>
      <Show when={!props.isVerified}>
        <ResendLink email={props.email} size="small" />
      </Show>
    </div>
  );
}
