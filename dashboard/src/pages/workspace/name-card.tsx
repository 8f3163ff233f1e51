import type { Workspace } from "@netvexa/contract/http/workspace";
import { createSignal } from "solid-js";
import { useWorkspaceRename } from "../../data/workspace.ts";
import { Card } from "../../ui/card.tsx";
import { Form } from "../../ui/form.tsx";
import { NameField } from "../../ui/name-field.tsx";
import { notify } from "../../ui/toast.tsx";
import { TEXT } from "./text.ts";

const NAME_MAX_CHARS = 80;
const copy = TEXT.name;

export function NameCard(props: { workspace: Workspace }) {
  const rename = useWorkspaceRename();
  const [name, setName] = createSignal(props.workspace.name);
  return (
    <Card title={copy.title} description={copy.description}>
      <Form
        submitLabel={copy.save}
        onSubmit={async () => {
          await rename.mutateAsync({ name: name().trim() });
          notify("success", copy.saved);
        }}
      >
        {(isChecked) => (
          <NameField
            label={copy.label}
            maxChars={NAME_MAX_CHARS}
            fault={copy.fault}
            value={name()}
            onChange={setName}
            isChecked={isChecked()}
          />
        )}
      </Form>
    </Card>
  );
}
