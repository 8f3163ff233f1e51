import type { Generator } from "@netvexa/ai/generate";
import { ModelError } from "@netvexa/ai/model-error";
import type { Citation, Made } from "@netvexa/contract/answer";
import { type ContextBudget, fitPassages } from "./context.ts";
import { citationsOf, rulesFor } from "./ground.ts";
import type { Passage } from "./passage.ts";
import { buildPrompt } from "./prompt.ts";
import { createSafeText } from "./safe-text.ts";
import type { ReadTerms } from "./terms.ts";
import type { AnswerDeps, AnswerRequest } from "./types.ts";

export interface ModelAnswer {
  readonly citations: Citation[];
  readonly tokens: Made["tokens"];
}

export interface ModelAnswerInput extends Pick<AnswerRequest, "settings" | "question" | "history" | "signal"> {
  readonly generator: Generator;
  readonly passages: readonly Passage[];
  readonly budget: ContextBudget;
  readonly read: ReadTerms;
  readonly onFault?: AnswerDeps["onFault"];
}

/**
 * Streams the model's words, made safe. Returns undefined if the model gave nothing to show; a failure after
 * the first words throws, for what is shown cannot be taken back.
 */
export async function* answerByModel(input: ModelAnswerInput): AsyncGenerator<string, ModelAnswer | undefined> {
  const { generator, settings, question, history, signal, read } = input;
  const passages = fitPassages(input.passages, input.budget);
  const safe = createSafeText(rulesFor(passages));
  const prompt = buildPrompt({ settings, passages, history, question });
  let text = "";
  let tokens: Made["tokens"];
  try {
    for await (const event of generator.generate(prompt, { signal })) {
      if (event.type === "usage") {
        tokens = { input: event.input, output: event.output };
        continue;
      }
      const shown = safe.push(event.text);
      text += shown;
      if (shown !== "") yield shown;
    }
  } catch (error) {
    if (text !== "" || signal.aborted || !(error instanceof ModelError)) throw error;
    input.onFault?.({ step: "model", error });
    return undefined;
  }
  const rest = safe.finish();
  text += rest;
  if (text === "") return undefined;
  if (rest !== "") yield rest;
  return { citations: citationsOf(text, { passages, locale: settings.locale, read }), tokens };
}
