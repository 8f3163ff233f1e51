import { createSignal, type JSX, Show } from "solid-js";
import { Button } from "./button.tsx";
import { DialogActions } from "./dialog.tsx";
import "./form.css";
import { ProblemPanel } from "./problem-panel.tsx";

interface FormProps {
  submitLabel: string;
  /** Rejects with what went wrong, which is then told above the fields. */
  onSubmit: () => Promise<unknown>;
  /** In a dialog: the way out without doing anything. */
  onCancel?: () => void;
  /** The form's own words for a failure that it knows. */
  explain?: (error: unknown) => string | undefined;
  danger?: boolean;
  /** `isChecked` turns true with the first attempt: faults are shown from then on. */
  children: (isChecked: () => boolean) => JSX.Element;
}

/** Is sent once no field of it is marked as invalid; else the first such field has the focus. */
export function Form(props: FormProps) {
  const [isChecked, setChecked] = createSignal(false);
  const [isBusy, setBusy] = createSignal(false);
  const [failure, setFailure] = createSignal<{ error: unknown }>();

  async function submit(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    if (isBusy()) return;
    const form = event.currentTarget;
    setFailure(undefined);
    setChecked(true);
    const faulty = form.querySelector<HTMLElement>("[aria-invalid]");
    if (faulty) return faulty.focus();
    setBusy(true);
    try {
      await props.onSubmit();
      setChecked(false);
    } catch (error) {
      setFailure({ error });
    } finally {
      setBusy(false);
    }
  }

  const submitButton = () => (
    <Button type="submit" variant={props.danger ? "danger" : "primary"} busy={isBusy()}>
      {props.submitLabel}
    </Button>
  );

  return (
    <form class="stack" noValidate onSubmit={(event) => void submit(event)}>
      <Show when={failure()}>{(box) => <Failure error={box().error} explain={props.explain} />}</Show>
      {props.children(isChecked)}
      <Show when={props.onCancel} fallback={<div class="form-actions">{submitButton()}</div>}>
        {(cancel) => (
          <DialogActions>
            <Button onClick={() => cancel()()}>Cancel</Button>
            {submitButton()}
          </DialogActions>
        )}
      </Show>
    </form>
  );
}

function Failure(props: { error: unknown; explain: FormProps["explain"] }) {
  return (
    <Show when={props.explain?.(props.error)} fallback={<ProblemPanel error={props.error} />}>
      {(words) => (
        <p class="form-refusal" role="alert">
          {words()}
        </p>
      )}
    </Show>
  );
}
