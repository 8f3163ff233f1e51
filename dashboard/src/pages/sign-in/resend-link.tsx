import { createSignal, Show } from "solid-js";
import { toApiProblem } from "../../data/api-problem.ts";
import { sendVerification } from "../../data/auth.ts";
import { Button } from "../../ui/button.tsx";
import { notify } from "../../ui/toast.tsx";
import { explainRefusal, TEXT } from "./text.ts";

/** For an address that is not confirmed yet: its mail may have been lost. */
export function ResendLink(props: { email: string; size?: "small" }) {
  const [isBusy, setBusy] = createSignal(false);
  const [isSent, setSent] = createSignal(false);

  async function resend(): Promise<void> {
    setBusy(true);
    try {
      await sendVerification(props.email);
      setSent(true);
    } catch (error) {
      notify("problem", explainRefusal(error) ?? toApiProblem(error).message);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Show when={!isSent()} fallback={<p role="status">{TEXT.resend.sent}</p>}>
      <Button size={props.size ?? "normal"} busy={isBusy()} onClick={() => void resend()}>
        {TEXT.resend.button}
      </Button>
    </Show>
  );
}
