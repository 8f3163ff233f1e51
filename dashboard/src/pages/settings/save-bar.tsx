import { createEffect, createSignal, Match, on, Show, Switch } from "solid-js";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { useAgentScope } from "../agent/agent-context.ts";
import type { SettingsEditor } from "./create-settings.ts";
import { TEXT } from "./text.ts";

export function SaveBar(props: { editor: SettingsEditor; onPublish: () => void }) {
  const { agent } = useAgentScope();
  const [isDropping, setDropping] = createSignal(false);
  const copy = TEXT.bar;
  const isPending = () => props.editor.isDirty() || agent().draft !== undefined;
  let line: HTMLParagraphElement | undefined;
  // The button that was pressed may be gone with what it was for.
  createEffect(
    on(
      [isPending, () => props.editor.isDirty()],
      () => queueMicrotask(() => document.activeElement === document.body && line?.focus({ preventScroll: true })),
      { defer: true },
    ),
  );
  return (
    <section class="save-bar" classList={{ "save-bar-active": isPending() }} aria-label={copy.label}>
      <p ref={line} class="small save-bar-line" role="status" tabIndex={-1}>
        <Switch fallback={<span class="soft">{copy.live}</span>}>
          <Match when={props.editor.isDirty()}>{copy.unsaved}</Match>
          <Match when={agent().draft}>{copy.draft}</Match>
        </Switch>
      </p>
      <div class="row">
        <Switch>
          <Match when={props.editor.isDirty()}>
            <Button variant="ghost" onClick={() => props.editor.discard()}>
              {copy.discard}
            </Button>
            <Button type="submit" busy={props.editor.isBusy()}>
              {copy.save}
            </Button>
          </Match>
          <Match when={agent().draft}>
            <Button variant="ghost" onClick={() => setDropping(true)}>
              {copy.dropDraft}
            </Button>
          </Match>
        </Switch>
        <Show when={isPending()}>
          <Button variant="primary" busy={props.editor.isBusy()} onClick={() => props.onPublish()}>
            {copy.publish}
          </Button>
        </Show>
      </div>
      <ConfirmDialog
        open={isDropping()}
        onOpenChange={setDropping}
        title={TEXT.dropDialog.title}
        confirmLabel={TEXT.dropDialog.confirm}
        busy={props.editor.isBusy()}
        onConfirm={() => void props.editor.dropDraft().finally(() => setDropping(false))}
      >
        {TEXT.dropDialog.text}
      </ConfirmDialog>
    </section>
  );
}
