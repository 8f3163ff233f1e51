import { useNavigate } from "@solidjs/router";
import { createSignal } from "solid-js";
import { useCreateAgent } from "../../data/agents.ts";
import { parseOrigin } from "../../lib/origin.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { NameField } from "../../ui/name-field.tsx";
import { TEXT } from "./text.ts";

const NAME_MAX_CHARS = 80;

export function CreateAgentDialog(props: { open: boolean; onOpenChange: (isOpen: boolean) => void }) {
  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      title={TEXT.dialog.title}
      description={TEXT.dialog.description}
    >
      <CreateAgentForm onClose={() => props.onOpenChange(false)} />
    </Dialog>
  );
}

function CreateAgentForm(props: { onClose: () => void }) {
  const navigate = useNavigate();
  const create = useCreateAgent();
  const [name, setName] = createSignal("");
  const [site, setSite] = createSignal("");
  const origin = () => (site().trim() === "" ? undefined : parseOrigin(site()));
  const siteError = () => {
    const parsed = origin();
    return parsed === undefined || parsed.isValid ? undefined : parsed.reason;
  };

  async function submit(): Promise<void> {
    const parsed = origin();
    const allowedOrigins = parsed?.isValid ? [parsed.origin] : [];
    const agent = await create.mutateAsync({ name: name().trim(), allowedOrigins });
    props.onClose();
    navigate(`/agents/${agent.id}/knowledge`);
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
          <TextField
            label={TEXT.dialog.site}
            hint={TEXT.dialog.siteHint}
            placeholder={TEXT.dialog.sitePlaceholder}
            inputmode="url"
            optional
            value={site()}
            onInput={(event) => setSite(event.currentTarget.value)}
            error={isChecked() ? siteError() : undefined}
          />
        </>
      )}
    </Form>
  );
}
