import type { Timings } from "@netvexa/contract/answer";
import { For, Show } from "solid-js";
import { formatCount, formatMs } from "../../lib/format.ts";
import { Badge } from "../../ui/badge.tsx";
import type { AnswerState } from "./answer-state.ts";
import { FALLBACKS, MADE_BY, TEXT } from "./text.ts";

const STEPS = Object.keys(TEXT.steps) as (keyof Timings)[];

/** How an answer came about and how long each step took. */
export function AnswerFacts(props: { answer: AnswerState }) {
  const made = () => props.answer.made;
  const steps = () =>
    STEPS.flatMap((step) => {
      const ms = props.answer.timings?.[step];
      return ms === undefined ? [] : [{ label: TEXT.steps[step], ms }];
    });
  return (
    <Show when={made()}>
      {(how) => (
        <details class="facts">
          <summary>
            <span>{MADE_BY[how().by]}</span>
            <Show when={how().by !== "none"}>
              <Badge tone={how().grounded ? "success" : "warning"}>
                {how().grounded ? TEXT.grounded : TEXT.ungrounded}
              </Badge>
            </Show>
            <Show when={props.answer.totalMs}>{(ms) => <span class="numeric">{formatMs(ms())}</span>}</Show>
          </summary>
          <dl class="facts-list" aria-label={TEXT.details}>
            <Show when={how().model}>{(model) => <Fact label="Model" value={model()} />}</Show>
            <Show when={how().tokens}>
              {(tokens) => (
                <Fact
                  label={TEXT.tokens}
                  value={`${formatCount(tokens().input)} in, ${formatCount(tokens().output)} out`}
                />
              )}
            </Show>
            <Show when={props.answer.firstWordsMs}>
              {(ms) => <Fact label={TEXT.firstWords} value={formatMs(ms())} />}
            </Show>
            <Show when={props.answer.totalMs}>{(ms) => <Fact label={TEXT.whole} value={formatMs(ms())} />}</Show>
            <For each={steps()}>{(step) => <Fact label={step.label} value={formatMs(step.ms)} />}</For>
          </dl>
          <Show when={how().fallback}>{(reason) => <p class="small">{FALLBACKS[reason()]}</p>}</Show>
        </details>
      )}
    </Show>
  );
}

function Fact(props: { label: string; value: string }) {
  return (
    <div class="fact">
      <dt>{props.label}</dt>
      <dd class="numeric">{props.value}</dd>
    </div>
  );
}
