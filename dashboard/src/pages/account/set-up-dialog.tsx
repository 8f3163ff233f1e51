import { createSignal, lazy, Match, Suspense, Switch } from "solid-js";
import { type SecondFactor, useAccountEdits } from "../../data/account.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { notify } from "../../ui/toast.tsx";
import { CodeField } from "../sign-in/fields.tsx";
import { explainRefusal } from "../sign-in/text.ts";
import { PasswordForm } from "./password-form.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { TEXT } from "./text.ts";

const QrCode = lazy(async () => ({ default: (await import("./qr-code.tsx")).QrCode }));
const copy = TEXT.factor;

/** Password, then the scan and its first code, then the recovery codes. */
export function SetUpDialog(props: { open: boolean; onClose: () => void }) {
  const edits = useAccountEdits();
  const [factor, setFactor] = createSignal<SecondFactor>();
  const [isConfirmed, setConfirmed] = createSignal(false);
  function close(): void {
    props.onClose();
    setFactor(undefined);
    setConfirmed(false);
  }
  const title = () => {
    if (isConfirmed()) return copy.codesTitle;
    return factor() ? copy.scanTitle : copy.setUpTitle;
  };
  return (
    <Dialog open={props.open} onOpenChange={(isOpen) => !isOpen && close()} isLastLook={isConfirmed()} title={title()}>
      <Switch
        fallback={
          <PasswordForm
            submitLabel={copy.next}
            onCancel={close}
            onSubmit={async (password) => setFactor(await edits.beginSecondFactor(password))}
          />
        }
      >
        <Match when={isConfirmed()}>
          <RecoveryCodes codes={factor()?.backupCodes ?? []} onDone={close} />
        </Match>
        <Match when={factor()}>
          {(made) => (
            <ScanForm
              uri={made().totpURI}
              onCancel={close}
              onSubmit={async (code) => {
                await edits.confirmSecondFactor(code);
                setConfirmed(true);
                notify("success", copy.turnedOn);
              }}
            />
          )}
        </Match>
      </Switch>
    </Dialog>
  );
}

function ScanForm(props: { uri: string; onCancel: () => void; onSubmit: (code: string) => Promise<unknown> }) {
  const [code, setCode] = createSignal("");
  const key = () => new URL(props.uri).searchParams.get("secret") ?? "";
  return (
    <Form
      submitLabel={copy.confirm}
      explain={explainRefusal}
      onCancel={() => props.onCancel()}
      onSubmit={() => props.onSubmit(code())}
    >
      {(isChecked) => (
        <>
          <p>{copy.scan}</p>
          <Suspense fallback={<Skeleton lines={4} />}>
            <QrCode text={props.uri} />
          </Suspense>
          <div class="stack stack-tight">
            <p class="small soft">{copy.manual}</p>
            <div class="row">
              <code class="secret-key">{key()}</code>
              <CopyButton text={key()} label={copy.copyKey} />
            </div>
          </div>
          <CodeField label={copy.code} hint={copy.codeHint} value={code()} onChange={setCode} isChecked={isChecked()} />
        </>
      )}
    </Form>
  );
}
