import { LIMITS } from "@netvexa/contract/limits";
import { createSignal, Show } from "solid-js";
import { Button } from "../../ui/button.tsx";
import { TEXT } from "./text.ts";

interface ComposerProps {
  isAnswering: boolean;
  onAsk: (text: string) => void;
  onStop: () => void;
}

export function Composer(props: ComposerProps) {
  const [text, setText] = createSignal("");

  function submit(): void {
    if (props.isAnswering || text().trim() === "") return;
    props.onAsk(text());
    setText("");
  }

  return (
    <form
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
