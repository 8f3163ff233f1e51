import { LIMITS } from "@netvexa/contract/limits";
import { createEffect, createSignal, Show } from "solid-js";
import { Button } from "../../ui/button.tsx";
import { TEXT } from "./text.ts";

interface ComposerProps {
  isAnswering: boolean;
  /** How many questions were asked. */
  turns: number;
  onAsk: (text: string) => void;
  onStop: () => void;
}

export function Composer(props: ComposerProps) {
  const [text, setText] = createSignal("");
  let form: HTMLFormElement | undefined;
  // A growing answer must not push the field out of sight.
  createEffect(() => props.turns > 1 && form?.scrollIntoView({ block: "nearest" }));

  function submit(): void {
    if (props.isAnswering || text().trim() === "") return;
    props.onAsk(text());
    setText("");
  }

  return (
    <form
      ref={form}
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <textarea
        class="input composer-input"
        rows={2}
        aria-label={TEXT.question}
        placeholder={TEXT.placeholder}
        maxLength={LIMITS.messageMaxChars}
        value={text()}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          // Enter that ends a composition (Japanese, Chinese, …) belongs to the input method.
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          submit();
        }}
      />
      <Show
        when={props.isAnswering}
        fallback={
          <Button type="submit" variant="primary" icon="send">
            {TEXT.send}
          </Button>
        }
      >
        <Button icon="stop" onClick={() => props.onStop()}>
          {TEXT.stop}
        </Button>
      </Show>
    </form>
  );
}
