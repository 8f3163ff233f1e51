import { LIMITS } from "@netvexa/contract/limits";
import { createSignal } from "solid-js";
import { parseWebAddress } from "../../lib/web-address.ts";
import { TextArea, TextField } from "../../ui/field.tsx";
import { AddForm } from "./add-form.tsx";
import { ADD_TEXT } from "./text.ts";

const TITLE_MAX_CHARS = 500;

export function AddText(props: { agentId: string; onClose: () => void }) {
  const copy = ADD_TEXT.text;
  const [title, setTitle] = createSignal("");
  const [text, setText] = createSignal("");
  const [address, setAddress] = createSignal("");
  const titleFault = () => (title().trim() === "" ? copy.titleError : undefined);
  const textFault = () => {
    if (text().trim() === "") return copy.textError;
    return text().length > LIMITS.documentTextMaxChars ? copy.textTooLong : undefined;
  };
  const url = () => parseWebAddress(address());
  const addressFault = () => (address().trim() !== "" && url() === undefined ? copy.urlError : undefined);

  return (
    <AddForm
      agentId={props.agentId}
      submitLabel={copy.submit}
      doneMessage={copy.done}
      onClose={props.onClose}
      read={() => {
        if (titleFault() || textFault() || addressFault()) return undefined;
        const link = url();
        const document = { externalId: `text-${crypto.randomUUID()}`, title: title().trim(), text: text() };
        return { kind: "documents", documents: [link === undefined ? document : { ...document, url: link }] };
      }}
    >
      {(isChecked) => (
        <>
          <TextField
            label={copy.title}
            placeholder={copy.titlePlaceholder}
            maxLength={TITLE_MAX_CHARS}
            value={title()}
            onInput={(event) => setTitle(event.currentTarget.value)}
            error={isChecked() ? titleFault() : undefined}
          />
          <TextArea
            label={copy.text}
            hint={copy.textHint}
            rows={8}
            value={text()}
            onInput={(event) => setText(event.currentTarget.value)}
            error={isChecked() ? textFault() : undefined}
          />
          <TextField
            label={copy.url}
            type="url"
            optional
            value={address()}
            onInput={(event) => setAddress(event.currentTarget.value)}
            error={isChecked() ? addressFault() : undefined}
          />
        </>
      )}
    </AddForm>
  );
}
