import { createSignal, onCleanup, onMount, Show } from "solid-js";
import { useSession } from "../../data/session.tsx";
import { knowsPasskeys, offersPasskeys } from "../../lib/passkey.ts";
import { Button } from "../../ui/button.tsx";
import "../../ui/form.css";
import { toApiProblem } from "../../data/api-problem.ts";
import { explainRefusal, TEXT } from "./text.ts";

/** A button, and beside it the browser's own list of passkeys in the e-mail field. */
export function PasskeySignIn() {
  const session = useSession();
  const [isBusy, setBusy] = createSignal(false);
  const [failure, setFailure] = createSignal<string>();
  let offer = new AbortController();
  onCleanup(() => offer.abort());

  async function choose(): Promise<void> {
    // A browser answers one question about passkeys at a time.
    offer.abort();
    offer = new AbortController();
    setFailure(undefined);
    setBusy(true);
    try {
      await session.signInWithPasskey({ signal: offer.signal, isOffer: false });
    } catch (error) {
      setFailure(explainRefusal(error) ?? toApiProblem(error).message);
    } finally {
      setBusy(false);
    }
  }

  onMount(async () => {
    if (!(await offersPasskeys())) return;
    try {
      await session.signInWithPasskey({ signal: offer.signal, isOffer: true });
    } catch (error) {
      // Nobody asked for the offer, so only a passkey that was chosen and refused is worth a word.
      const words = offer.signal.aborted ? undefined : explainRefusal(error);
      if (words !== TEXT.passkey.dismissed) setFailure(words);
    }
  });

  return (
    <Show when={knowsPasskeys()}>
      <div class="stack stack-tight">
        <Show when={failure()}>
          {(words) => (
            <p class="form-refusal" role="alert">
              {words()}
            </p>
          )}
        </Show>
        <div class="form-actions">
          <Button icon="key" busy={isBusy()} onClick={() => void choose()}>
            {TEXT.passkey.signIn}
          </Button>
        </div>
      </div>
    </Show>
  );
}
