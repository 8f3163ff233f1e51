import type { ApiKeyScope } from "@netvexa/contract/http/api-keys";
import { createSignal, Show } from "solid-js";
import { useApiKeyEdits } from "../../data/api-keys.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { NameField } from "../../ui/name-field.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Secret } from "./secret.tsx";
import { TEXT } from "./text.ts";

type Access = "read" | "write";
const NAME_MAX_CHARS = 80;

export function CreateKeyDialog(props: { open: boolean; onOpenChange: (isOpen: boolean) => void }) {
  const [secret, setSecret] = createSignal<string>();
  function change(isOpen: boolean): void {
    if (!isOpen) setSecret(undefined);
    props.onOpenChange(isOpen);
  }
  return (
    <Dialog
      open={props.open}
      onOpenChange={change}
      title={secret() ? TEXT.created.title : TEXT.dialog.title}
      {...(secret() ? { description: TEXT.created.text } : {})}
    >
      <Show when={secret()} fallback={<KeyForm onCreated={setSecret} onClose={() => change(false)} />}>
        {(key) => <Secret value={key()} onClose={() => change(false)} />}
      </Show>
    </Dialog>
  );
}

function KeyForm(props: { onCreated: (secret: string) => void; onClose: () => void }) {
  const { create } = useApiKeyEdits();
  const [name, setName] = createSignal("");
  const [access, setAccess] = createSignal<Access>("write");

  async function submit(): Promise<void> {
    const scopes: ApiKeyScope[] = access() === "write" ? ["read", "write"] : ["read"];
    const created = await create.mutateAsync({ name: name().trim(), scopes });
    props.onCreated(created.key);
  }

  return (
    <Form submitLabel={TEXT.dialog.submit} onCancel={() => props.onClose()} onSubmit={submit}>
      {(isChecked) => (
        <>
          <NameField
            label={TEXT.dialog.name}
            hint={TEXT.dialog.nameHint}
            placeholder={TEXT.dialog.namePlaceholder}
            maxChars={NAME_MAX_CHARS}
            fault={TEXT.dialog.nameError}
            value={name()}
            onChange={setName}
            isChecked={isChecked()}
          />
          <Segmented
            label={TEXT.dialog.access}
            options={TEXT.dialog.accesses}
            value={access()}
            onChange={(value) => setAccess(value)}
          />
        </>
      )}
    </Form>
  );
}
