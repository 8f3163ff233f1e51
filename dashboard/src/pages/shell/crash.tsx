import { onMount } from "solid-js";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { TEXT } from "./text.ts";

/** What is left when a page broke: the error goes to the browser's own reporting. */
export function Crash(props: { error: unknown }) {
  onMount(() => reportError(props.error));
  return (
    <main id="main" class="crash" tabIndex={-1}>
      <h1 class="visually-hidden">{TEXT.crashed}</h1>
      <EmptyState
        icon="warning"
        title={TEXT.crashed}
        text={TEXT.crashedText}
        action={
          <Button icon="refresh" onClick={() => window.location.reload()}>
            {TEXT.reload}
          </Button>
        }
      />
    </main>
  );
}
