import type { Timings } from "@netvexa/contract/answer";
import type { Hit } from "@netvexa/contract/http/answers";
import { createSignal, onCleanup } from "solid-js";
import { createStore } from "solid-js/store";
import type { Api } from "../../data/api.ts";
import { toApiProblem } from "../../data/api-problem.ts";
import { ask, search } from "../../data/ask.ts";
import { type AnswerState, applyClose, applyFrame, WAITING } from "./answer-state.ts";

export type Passages =
  | { kind: "loading" }
  | { kind: "ready"; hits: readonly Hit[]; timings: Timings }
  | { kind: "failed"; error: unknown };

export interface Turn {
  id: string;
  question: string;
  answer: AnswerState;
  passages: Passages;
}

interface PlaygroundDeps {
  api: Api;
  agentId: () => string;
  now: () => number;
  newId: () => string;
}

/** One conversation with the agent; beside each answer, what the same question retrieves. */
export function createPlayground(deps: PlaygroundDeps) {
  const [turns, setTurns] = createStore<Turn[]>([]);
  const [conversationId, setConversationId] = createSignal<string>();
  let running: AbortController | undefined;
  onCleanup(() => running?.abort());

  const isAnswering = () => {
    const phase = turns.at(-1)?.answer.phase;
    return phase === "waiting" || phase === "streaming";
  };

  function start(text: string): void {
    const question = text.trim();
    if (question === "" || isAnswering()) return;
    const id = deps.newId();
    running = new AbortController();
    setTurns(turns.length, { id, question, answer: { ...WAITING }, passages: { kind: "loading" } });
    void answer(id, question, running.signal);
    void retrieve(id, question, running.signal);
  }

  async function answer(id: string, text: string, signal: AbortSignal): Promise<void> {
    const startedAt = deps.now();
    const setAnswer = (next: (state: AnswerState) => AnswerState) =>
      setTurns(
        (turn) => turn.id === id,
        "answer",
        (state) => next(state),
      );
    try {
      const stream = await ask(deps.api, { agentId: deps.agentId(), text, conversationId: conversationId(), signal });
      if (stream.conversationId) setConversationId(stream.conversationId);
      for await (const frame of stream.frames) {
        if (frame.type === "welcome") setConversationId(frame.conversationId);
        setAnswer((state) => applyFrame(state, frame, deps.now() - startedAt));
      }
      setAnswer(applyClose);
    } catch (error) {
      if (signal.aborted) setAnswer((state) => ({ ...state, phase: "stopped" }));
      else setAnswer((state) => ({ ...state, phase: "failed", problem: toApiProblem(error) }));
    }
  }

  async function retrieve(id: string, query: string, signal: AbortSignal): Promise<void> {
    const setPassages = (passages: Passages) => setTurns((turn) => turn.id === id, "passages", passages);
    try {
      const { hits, timings } = await search(deps.api, { agentId: deps.agentId(), query, signal });
      setPassages({ kind: "ready", hits, timings });
    } catch (error) {
      if (!signal.aborted) setPassages({ kind: "failed", error });
    }
  }

  return {
    turns,
    isAnswering,
    ask: start,
    /** Ends the answer where it is. */
    stop: () => running?.abort(),
    clear() {
      running?.abort();
      setConversationId(undefined);
      setTurns([]);
    },
    retryPassages(id: string) {
      const turn = turns.find((other) => other.id === id);
      if (!turn) return;
      setTurns((other) => other.id === id, "passages", { kind: "loading" });
      void retrieve(id, turn.question, new AbortController().signal);
    },
  };
}

export type Playground = ReturnType<typeof createPlayground>;
