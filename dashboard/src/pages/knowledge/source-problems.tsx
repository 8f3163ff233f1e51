import type { Source } from "@netvexa/contract/http/sources";
import { PROBLEMS } from "@netvexa/contract/problem";
import { For, Show } from "solid-js";
import { TEXT } from "./text.ts";

type Fault = NonNullable<Source["problem"]>;

/** Why a source, or some of its documents, could not be read, and what to do about it. */
export function SourceProblems(props: { source: Source }) {
  return (
    <>
      <Show when={props.source.problem}>
        {(problem) => (
          <div class="source-fault">
            <FaultText fault={problem()} />
          </div>
        )}
      </Show>
      <Show when={(props.source.failures ?? []).length > 0}>
        <details class="source-fault source-fault-partial">
          <summary>
            {TEXT.partial} ({props.source.failures?.length})
          </summary>
          <ul class="plain stack stack-tight">
            <For each={props.source.failures}>
              {(failure) => (
                <li>
                  <code>{failure.externalId}</code> <FaultText fault={failure.problem} />
                </li>
              )}
            </For>
          </ul>
        </details>
      </Show>
    </>
  );
}

function FaultText(props: { fault: Fault }) {
  const advice = () => PROBLEMS[props.fault.code].explanation;
  return (
    <>
      <p class="small">
        <span class="source-problem">{PROBLEMS[props.fault.code].title}.</span> {props.fault.detail}
      </p>
      <Show when={advice() !== props.fault.detail}>
        <p class="small soft">
          {TEXT.whatToDo}: {advice()}
        </p>
      </Show>
    </>
  );
}
