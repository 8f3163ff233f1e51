import { onMount } from "solid-js";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { DialogActions } from "../../ui/dialog.tsx";
import { TEXT } from "./text.ts";

/** A new secret, shown this once. */
export function Secret(props: { value: string; onClose: () => void }) {
  let box: HTMLPreElement | undefined;
  // The form that had the focus is gone.
  onMount(() => box?.focus());
  return (
    <div class="stack">
      <pre ref={box} class="secret" tabIndex={-1}>
        <code>{props.value}</code>
      </pre>
      <DialogActions>
        <CopyButton text={props.value} label={TEXT.created.copy} variant="primary" />
        <Button onClick={() => props.onClose()}>{TEXT.created.done}</Button>
      </DialogActions>
    </div>
  );
}
