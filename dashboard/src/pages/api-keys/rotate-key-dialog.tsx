import type { ApiKey } from "@netvexa/contract/http/api-keys";
import { createSignal, Show } from "solid-js";
import { useApiKeyEdits } from "../../data/api-keys.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Secret } from "./secret.tsx";
import { rotationText, TEXT } from "./text.ts";

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
      isLastLook={secret() !== undefined}
      title={secret() ? TEXT.created.title : TEXT.rotateDialog.title}
      description={secret() ? TEXT.created.text : rotationText(props.key ?? {}, Date.now())}
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

  async function submit(): Promise<void> {
    if (!props.apiKey) return;
    const rotated = await rotate.mutateAsync({ keyId: props.apiKey.id, overlapSeconds: Number(overlap()) });
    props.onRotated(rotated.key);
  }

  return (
    <Form submitLabel={TEXT.rotateDialog.submit} onCancel={() => props.onClose()} onSubmit={submit}>
      {() => (
        <Segmented
          label={TEXT.rotateDialog.overlap}
          options={TEXT.rotateDialog.overlaps}
          value={overlap()}
          onChange={(value) => setOverlap(value)}
        />
      )}
    </Form>
  );
}
