import { For, onMount } from "solid-js";
import { download } from "../../lib/download.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { DialogActions } from "../../ui/dialog.tsx";
import { TEXT } from "./text.ts";

const copy = TEXT.factor;
const FILE_NAME = "netvexa-recovery-codes.txt";

/** Shown this once. */
export function RecoveryCodes(props: { codes: readonly string[]; onDone: () => void }) {
  let list: HTMLUListElement | undefined;
  // The form that had the focus is gone.
  onMount(() => list?.focus());
  const text = () => `${props.codes.join("\n")}\n`;

  return (
    <div class="stack">
      <p>{copy.codes}</p>
      <ul ref={list} class="plain recovery-codes" tabIndex={-1}>
        <For each={props.codes}>{(code) => <li>{code}</li>}</For>
      </ul>
      <div class="row">
        <CopyButton text={text()} label={copy.copyCodes} />
        <Button onClick={() => download(new Blob([text()], { type: "text/plain" }), FILE_NAME)}>
          {copy.downloadCodes}
        </Button>
      </div>
      <DialogActions>
        <Button variant="primary" onClick={() => props.onDone()}>
          {copy.done}
        </Button>
      </DialogActions>
    </div>
  );
}
