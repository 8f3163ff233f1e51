import type { AnswerThresholds } from "@netvexa/ai/embedding-models";
import type { Generator } from "@netvexa/ai/generate";
import type { Citation, Made, Timings } from "@netvexa/contract/answer";
import { PLANS } from "@netvexa/contract/plans";
import { shouldAbstain } from "./abstain.ts";
import { bestCoverage, termSet } from "./candidates.ts";
import { composeExtractive } from "./compose-extractive.ts";
import { type TermWeights, weighQuestion } from "./evidence-weights.ts";
import { answerByModel, type ModelAnswer } from "./model-answer.ts";
import type { Passage } from "./passage.ts";
import { phrasesOf } from "./phrases.ts";
import { rewriteQuery } from "./rewrite-query.ts";
import { smallTalkReply } from "./small-talk.ts";
import { loadTerms, type ReadTerms } from "./terms.ts";
import type { AnswerDeps, AnswerRequest, TurnEvent } from "./types.ts";

/** What a search found, as far as answering needs it. */
export interface Found {
  readonly passages: readonly Passage[];
  /** Cosine of the question and the nearest passage; undefined where no vector was compared. */
  readonly similarity: number | undefined;
  /** Inverse document frequencies of the question's words in the whole corpus. */
  readonly idf: TermWeights | undefined;
  /** The embedder failed and words alone were searched. */
  readonly isWordsOnly: boolean;
  readonly timings: Pick<Timings, "embed" | "db">;
}

export interface TurnDeps {
  readonly search: (query: string) => Promise<Found>;
  readonly thresholds: AnswerThresholds;
  readonly generator: Generator | undefined;
  readonly now: () => number;
  readonly onFault?: AnswerDeps["onFault"];
}

type TurnRequest = Omit<AnswerRequest, "tenant" | "agentId">;
type Fallback = Made["fallback"];

/** How an answer came about, beside its text. */
interface Outcome {
  readonly citations: Citation[];
  readonly made: Made;
}

/**
 * One answer: by the model if there is one, else in the passages' own sentences, else the plain word that
 * nothing was found. Throws only when aborted, or when the model fails after its first words are out.
 */
export async function* runTurn(deps: TurnDeps, request: TurnRequest): AsyncGenerator<TurnEvent> {
  const startedAt = deps.now();
  let text = "";
  let firstToken: number | undefined;
  const steps: Pick<Timings, "embed" | "db"> = {};
  const elapsed = (): number => Math.round((deps.now() - startedAt) * 10) / 10;

  for await (const part of composeAnswer(deps, request, (timings) => Object.assign(steps, timings))) {
    request.signal.throwIfAborted();
    if (typeof part === "string") {
      firstToken ??= elapsed();
      text += part;
      yield { type: "delta", text: part };
    } else {
      const timings = { ...steps, ...(firstToken === undefined ? {} : { firstToken }), total: elapsed() };
      yield { type: "end", text, ...part, timings };
    }
  }
}

/** The pieces of the text, none of them empty, and then how they came about. */
type Answer = AsyncGenerator<string | Outcome, void>;

async function* composeAnswer(
  deps: TurnDeps,
  request: TurnRequest,
  onSearched: (timings: Found["timings"]) => void,
): Answer {
  const { settings, question, history, signal } = request;
  const smallTalk = smallTalkReply(question, settings.locale);
  if (smallTalk !== undefined) return yield* say(smallTalk, undefined);
  const query = rewriteQuery(history, question, settings.locale);
  let found: Found;
  try {
    found = await deps.search(query);
  } catch (error) {
    if (signal.aborted) throw error;
    deps.onFault?.({ step: "search", error });
    return yield* say(phrasesOf(settings.locale).searchFailed, "search_failed");
  }
  onSearched(found.timings);
  const read = await loadTerms(settings.locale);
  const plan = PLANS[request.plan];
  const hasPassages = found.passages.length > 0;
  if (deps.generator && hasPassages) {
    const { generator, onFault } = deps;
    const made = yield* answerByModel({ ...request, generator, onFault, passages: found.passages, budget: plan, read });
    if (made) {
      yield modelOutcome(made, generator, found);
      return;
    }
  }
  const whyNoModel: Fallback = hasPassages ? "model_failed" : undefined;
  const fallback = deps.generator ? whyNoModel : "no_model";
  const passages = found.passages.slice(0, plan.contextPassages);
  return yield* answerByPassages({ deps, request, query, passages, found, read, fallback });
}

function modelOutcome(made: ModelAnswer, { model }: Generator, { isWordsOnly }: Found): Outcome {
  return {
    citations: made.citations,
    made: {
      by: "model",
      model,
      cached: false,
      grounded: made.citations.length > 0,
      ...(made.tokens ? { tokens: made.tokens } : {}),
      ...(isWordsOnly ? { fallback: "embedding_failed" } : {}),
    },
  };
}

interface PassagesInput {
  readonly deps: TurnDeps;
  readonly request: TurnRequest;
  readonly query: string;
  readonly passages: readonly Passage[];
  readonly found: Found;
  readonly read: ReadTerms;
  readonly fallback: Fallback;
}

async function* answerByPassages({ deps, request, query, passages, found, read, fallback }: PassagesInput): Answer {
  const { locale } = request.settings;
  const passageTerms = passages.map(({ title, heading, text }) => termSet(read, `${title}\n${heading ?? ""}\n${text}`));
  const weights = weighQuestion({ question: query, passages: passageTerms, idf: found.idf, read });
  const evidence = { coverage: bestCoverage(passageTerms, weights), similarity: found.similarity };
  const isAnswerable = passages.length > 0 && !shouldAbstain(evidence, deps.thresholds);
  const composed = isAnswerable
    ? composeExtractive({
        passages,
        weights: favour(weights, request.question, read),
        locale,
        read,
        wantsSteps: asksForSteps(request.question, locale),
      })
    : undefined;
  if (!composed) return yield* say(phrasesOf(locale).notFound, fallback);
  yield* composed.pieces;
  yield {
    citations: composed.citations,
    made: { by: "extractive", cached: false, grounded: true, ...(fallback ? { fallback } : {}) },
  };
}

/** The words of the question itself count in full, those taken over from earlier ones by half. */
function favour(weights: TermWeights, question: string, read: ReadTerms): TermWeights {
  const own = termSet(read, question);
  return new Map([...weights].map(([id, weight]) => [id, own.has(id) ? weight : weight / 2]));
}

function asksForSteps(question: string, locale: string): boolean {
  const start = question.trim().toLowerCase();
  return phrasesOf(locale).howTo.some((words) => start.startsWith(words));
}

async function* say(text: string, fallback: Fallback): Answer {
  yield text;
  yield { citations: [], made: { by: "none", cached: false, grounded: false, ...(fallback ? { fallback } : {}) } };
}
