import { createSignal, Show } from "solid-js";
import { useAccountEdits } from "../../data/account.ts";
import { useSignedIn } from "../../data/session.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { notify } from "../../ui/toast.tsx";
import { PasswordForm } from "./password-form.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { SetUpDialog } from "./set-up-dialog.tsx";
import { TEXT } from "./text.ts";

const copy = TEXT.factor;
type Open = "set-up" | "renew" | "turn-off";

export function SecondFactorCard() {
  const signedIn = useSignedIn();
  const isOn = () => signedIn().user.twoFactorEnabled;
  const [open, setOpen] = createSignal<Open>();
  const close = () => setOpen(undefined);
  return (
    <Card
      title={copy.title}
      description={copy.description}
      actions={<Badge tone={isOn() ? "success" : "neutral"}>{isOn() ? copy.on : copy.off}</Badge>}
    >
      <div class="row">
        <Show when={isOn()} fallback={<Button onClick={() => setOpen("set-up")}>{copy.turnOn}</Button>}>
          <Button onClick={() => setOpen("renew")}>{copy.renew}</Button>
          <Button onClick={() => setOpen("turn-off")}>{copy.turnOff}</Button>
        </Show>
      </div>
      <SetUpDialog open={open() === "set-up"} onClose={close} />
      <RenewDialog open={open() === "renew"} onClose={close} />
      <TurnOffDialog open={open() === "turn-off"} onClose={close} />
    </Card>
  );
}

interface DialogProps {
  open: boolean;
  onClose: () => void;
}

function RenewDialog(props: DialogProps) {
  const edits = useAccountEdits();
  const [codes, setCodes] = createSignal<string[]>();
  function close(): void {
    setCodes(undefined);
    props.onClose();
  }
  return (
    <Dialog
      open={props.open}
      onOpenChange={(isOpen) => !isOpen && close()}
      isLastLook={codes() !== undefined}
      title={codes() ? copy.codesTitle : copy.renewTitle}
      {...(codes() ? {} : { description: copy.renewText })}
    >
      <Show
        when={codes()}
        fallback={
          <PasswordForm
            submitLabel={copy.renewSubmit}
            onCancel={close}
            onSubmit={async (password) => setCodes(await edits.renewRecoveryCodes(password))}
          />
        }
      >
        {(list) => <RecoveryCodes codes={list()} onDone={close} />}
      </Show>
    </Dialog>
  );
}

function TurnOffDialog(props: DialogProps) {
  const edits = useAccountEdits();
  return (
    <Dialog
      open={props.open}
      onOpenChange={(isOpen) => !isOpen && props.onClose()}
      title={copy.turnOffTitle}
      description={copy.turnOffText}
    >
      <PasswordForm
        danger
        submitLabel={copy.turnOff}
        onCancel={() => props.onClose()}
        onSubmit={async (password) => {
          await edits.endSecondFactor(password);
          props.onClose();
          notify("success", copy.turnedOff);
        }}
      />
    </Dialog>
  );
}
