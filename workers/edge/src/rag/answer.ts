import type { Passage } from "./passage.ts";
import { type Retrieved, type RetrievedHit, retrieve } from "./retrieve.ts";
import { type Found, runTurn } from "./turn.ts";
import type { AnswerDeps, AnswerRequest, TurnEvent } from "./types.ts";

/** More than any plan shows, so that the sentences have passages to be chosen from. */
const RETRIEVED_PASSAGES = 10;

/**
 * Answers one question of a visitor from the agent's own knowledge, as a stream of deltas with one `end`.
 * Throws when aborted, and `ModelError` when the model breaks off after its first words: no `end` is given then.
 */
export function answerQuestion(deps: AnswerDeps, request: AnswerRequest): AsyncIterable<TurnEvent> {
  const { tenant, agentId, settings, signal } = request;
  const search = async (query: string) => {
    const input = { tenant, agentId, locale: settings.locale, query, limit: RETRIEVED_PASSAGES, signal };
    return foundOf(await retrieve(deps, input));
  };
  const { generator, now, onFault } = deps;
  return runTurn({ search, thresholds: deps.embedder.model.thresholds, generator, now, onFault }, request);
}

function foundOf({ hits, evidence, timings, fallback }: Retrieved): Found {
  return {
    passages: hits.map(passageOf),
    similarity: evidence.similarity,
    idf: evidence.idf,
    isWordsOnly: fallback === "embedding_failed",
    timings,
  };
}

function passageOf({ parts, ...hit }: RetrievedHit, index: number): Passage {
  return { n: index + 1, ...hit };
}
