import { createSignal, onCleanup } from "solid-js";
import { Button } from "./button.tsx";
import { notify } from "./toast.tsx";

const SHOWN_MS = 2_000;

/** Copies a text and says so, in the button and to a screen reader. */
export function CopyButton(props: { text: string; label: string; variant?: "primary" | "secondary" }) {
  const [isCopied, setCopied] = createSignal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(props.text);
      setCopied(true);
      clearTimeout(timer);
      timer = setTimeout(() => setCopied(false), SHOWN_MS);
    } catch {
      notify("problem", "The browser did not allow copying. Select the text and copy it by hand.");
    }
  }

  return (
    <>
      <Button variant={props.variant ?? "secondary"} icon={isCopied() ? "check" : "copy"} onClick={() => void copy()}>
        {isCopied() ? "Copied" : props.label}
      </Button>
      <span class="visually-hidden" role="status">
        {isCopied() ? "Copied" : ""}
      </span>
    </>
  );
}
