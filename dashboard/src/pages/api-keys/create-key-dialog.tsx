import { createSignal, Show } from "solid-js";
import { useApiKeyEdits } from "../../data/api-keys.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { NameField } from "../../ui/name-field.tsx";
import { createReach } from "./create-reach.ts";
import { ReachFields } from "./reach-fields.tsx";
import { Secret } from "./secret.tsx";
import { TEXT } from "./text.ts";

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
      isLastLook={secret() !== undefined}
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
  const reach = createReach(() => Date.now());

  async function submit(): Promise<void> {
    const created = await create.mutateAsync({ name: name().trim(), ...reach.input() });
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
          <ReachFields reach={reach} isChecked={isChecked()} />
        </>
      )}
    </Form>
  );
}
