import { createSignal, onMount, Show } from "solid-js";
import type { useVisitorSecretEdits } from "../../data/visitor-secrets.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { ProblemPanel } from "../../ui/problem-panel.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { VISITOR_TEXT } from "./visitor-text.ts";

type Overlap = (typeof VISITOR_TEXT.rotateDialog.overlaps)[number]["value"];
type Create = ReturnType<typeof useVisitorSecretEdits>["create"];

/** Asks how the present secrets end, unless the new one has been made already, and shows the new one this once. */
export function SecretDialog(props: {
  open: boolean;
  secret: string | undefined;
  create: Create;
  onRotate: (overlapSeconds: number) => void;
  onClose: () => void;
}) {
  const text = () => (props.secret ? VISITOR_TEXT.created : VISITOR_TEXT.rotateDialog);
  return (
    <Dialog
      open={props.open}
      onOpenChange={(isOpen) => !isOpen && props.onClose()}
      isLastLook={props.secret !== undefined}
      title={text().title}
      description={text().text}
    >
      <Show
        when={props.secret}
        fallback={<RotateForm create={props.create} onRotate={props.onRotate} onClose={props.onClose} />}
      >
        {(secret) => <NewSecret value={secret()} onClose={props.onClose} />}
      </Show>
    </Dialog>
  );
}

function RotateForm(props: { create: Create; onRotate: (overlapSeconds: number) => void; onClose: () => void }) {
  const [overlap, setOverlap] = createSignal<Overlap>("86400");
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    props.onRotate(Number(overlap()));
  }
  return (
    <form class="stack" noValidate onSubmit={submit}>
      <Show when={props.create.isError}>
        <ProblemPanel error={props.create.error} />
      </Show>
      <Segmented
        label={VISITOR_TEXT.rotateDialog.overlap}
        options={VISITOR_TEXT.rotateDialog.overlaps}
        value={overlap()}
        onChange={(value) => setOverlap(value)}
      />
      <DialogActions>
        <Button onClick={() => props.onClose()}>{VISITOR_TEXT.rotateDialog.cancel}</Button>
        <Button type="submit" variant="primary" busy={props.create.isPending}>
          {VISITOR_TEXT.rotateDialog.submit}
        </Button>
      </DialogActions>
    </form>
  );
}

function NewSecret(props: { value: string; onClose: () => void }) {
  let box: HTMLPreElement | undefined;
  // The form that had the focus is gone.
  onMount(() => box?.focus());
  return (
    <div class="stack">
      <pre ref={box} class="snippet" tabIndex={-1}>
        <code>{props.value}</code>
      </pre>
      <DialogActions>
        <CopyButton text={props.value} label={VISITOR_TEXT.copy} variant="primary" />
        <Button onClick={() => props.onClose()}>{VISITOR_TEXT.done}</Button>
      </DialogActions>
    </div>
  );
}
