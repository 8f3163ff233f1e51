import type { ApiKey } from "@netvexa/contract/http/api-keys";
import { createSignal, Show } from "solid-js";
import { useApiKeyEdits } from "../../data/api-keys.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { ProblemPanel } from "../../ui/problem-panel.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Secret } from "./secret.tsx";
import { TEXT } from "./text.ts";

type Overlap = (typeof TEXT.rotateDialog.overlaps)[number]["value"];

/** Open while there is a key to rotate. */
export function RotateKeyDialog(props: { key: ApiKey | undefined; onClose: () => void }) {
  const [secret, setSecret] = createSignal<string>();
  function close(): void {
    setSecret(undefined);
    props.onClose();
  }
  return (
    <Dialog
      open={props.key !== undefined}
      onOpenChange={(isOpen) => !isOpen && close()}
      title={secret() ? TEXT.created.title : TEXT.rotateDialog.title}
      description={secret() ? TEXT.created.text : TEXT.rotateDialog.text}
    >
      <Show when={secret()} fallback={<RotateForm apiKey={props.key} onRotated={setSecret} onClose={close} />}>
        {(value) => <Secret value={value()} onClose={close} />}
      </Show>
    </Dialog>
  );
}

function RotateForm(props: { apiKey: ApiKey | undefined; onRotated: (secret: string) => void; onClose: () => void }) {
  const { rotate } = useApiKeyEdits();
  const [overlap, setOverlap] = createSignal<Overlap>("86400");

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (!props.apiKey) return;
    rotate.mutate(
      { keyId: props.apiKey.id, overlapSeconds: Number(overlap()) },
      { onSuccess: (rotated) => props.onRotated(rotated.key) },
    );
  }

  return (
    <form class="stack" noValidate onSubmit={submit}>
      <Show when={rotate.isError}>
        <ProblemPanel error={rotate.error} />
      </Show>
      <Segmented
        label={TEXT.rotateDialog.overlap}
        options={TEXT.rotateDialog.overlaps}
        value={overlap()}
        onChange={(value) => setOverlap(value)}
      />
      <DialogActions>
        <Button onClick={() => props.onClose()}>{TEXT.dialog.cancel}</Button>
        <Button type="submit" variant="primary" busy={rotate.isPending}>
          {TEXT.rotateDialog.submit}
        </Button>
      </DialogActions>
    </form>
  );
}
