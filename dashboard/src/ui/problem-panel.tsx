import { Show } from "solid-js";
import { toApiProblem } from "../data/api-problem.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";
import "./problem-panel.css";

/** A failed request: what happened, what to do, and the id to quote. */
export function ProblemPanel(props: { error: unknown; onRetry?: () => void }) {
  const problem = () => toApiProblem(props.error);
  return (
    <div class="problem" role="alert">
      <Icon name="warning" />
      <div class="stack stack-tight">
        <p class="problem-title">{problem().title}</p>
        <p>{problem().message}</p>
        <Show when={problem().requestId}>
          {(id) => (
            <p class="small problem-id">
              Request <code>{id()}</code>
            </p>
          )}
        </Show>
        <Show when={props.onRetry}>
          {(retry) => (
            <div>
              <Button size="small" icon="refresh" onClick={() => retry()()}>
                Try again
              </Button>
            </div>
          )}
        </Show>
      </div>
    </div>
  );
}
