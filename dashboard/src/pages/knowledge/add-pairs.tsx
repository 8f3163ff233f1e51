import { LIMITS } from "@netvexa/contract/limits";
import { For, Show } from "solid-js";
import { createStore } from "solid-js/store";
import { Button } from "../../ui/button.tsx";
import { TextArea, TextField } from "../../ui/field.tsx";
import { AddForm } from "./add-form.tsx";
import { ADD_TEXT } from "./text.ts";

interface Pair {
  question: string;
  answer: string;
}

const QUESTION_MAX_CHARS = 1_000;
const ANSWER_MAX_CHARS = 20_000;

export function AddPairs(props: { agentId: string; onClose: () => void }) {
  const copy = ADD_TEXT.pairs;
  const [pairs, setPairs] = createStore<Pair[]>([{ question: "", answer: "" }]);
  const isWhole = () => pairs.every((pair) => pair.question.trim() !== "" && pair.answer.trim() !== "");
  return (
    <AddForm
      agentId={props.agentId}
      submitLabel={copy.submit}
      doneMessage={copy.done}
      onClose={props.onClose}
      read={() => {
        if (!isWhole()) return undefined;
        return {
          kind: "qa",
          pairs: pairs.map(({ question, answer }) => ({ question: question.trim(), answer: answer.trim() })),
        };
      }}
    >
      {(isChecked) => (
        <>
          <For each={pairs}>
            {(pair, at) => (
              <fieldset class="pair">
                <legend class="visually-hidden">
                  {copy.tab} {at() + 1}
                </legend>
                <TextField
                  label={copy.question}
                  maxLength={QUESTION_MAX_CHARS}
                  value={pair.question}
                  onInput={(event) => setPairs(at(), "question", event.currentTarget.value)}
                  error={isChecked() && pair.question.trim() === "" ? copy.questionError : undefined}
                />
                <TextArea
                  label={copy.answer}
                  rows={3}
                  maxLength={ANSWER_MAX_CHARS}
                  value={pair.answer}
                  onInput={(event) => setPairs(at(), "answer", event.currentTarget.value)}
                  error={isChecked() && pair.answer.trim() === "" ? copy.answerError : undefined}
                />
                <Show when={pairs.length > 1}>
                  <Button
                    size="small"
                    variant="ghost"
                    icon="trash"
                    onClick={() => setPairs((all) => all.filter((_, other) => other !== at()))}
                  >
                    {copy.remove}
                  </Button>
                </Show>
              </fieldset>
            )}
          </For>
          <Show when={pairs.length < LIMITS.qaPairsMaxPerCall}>
            <div>
              <Button size="small" icon="plus" onClick={() => setPairs(pairs.length, { question: "", answer: "" })}>
                {copy.more}
              </Button>
            </div>
          </Show>
        </>
      )}
    </AddForm>
  );
}
