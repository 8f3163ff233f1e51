import { createSignal } from "solid-js";
import { parseWebAddress } from "../../lib/web-address.ts";
import { TextField } from "../../ui/field.tsx";
import { AddForm } from "./add-form.tsx";
import { ADD_TEXT } from "./text.ts";

export function AddLink(props: { agentId: string; onClose: () => void }) {
  const text = ADD_TEXT.link;
  const [address, setAddress] = createSignal("");
  const url = () => parseWebAddress(address());
  return (
    <AddForm
      agentId={props.agentId}
      submitLabel={text.submit}
      doneMessage={text.done}
      onClose={props.onClose}
      read={() => {
        const parsed = url();
        return parsed === undefined ? undefined : { kind: "url", url: parsed };
      }}
    >
      {(isChecked) => (
        <TextField
          label={text.label}
          hint={text.hint}
          placeholder={text.placeholder}
          type="url"
          value={address()}
          onInput={(event) => setAddress(event.currentTarget.value)}
          error={isChecked() && url() === undefined ? text.error : undefined}
        />
      )}
    </AddForm>
  );
}
