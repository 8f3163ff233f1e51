import { Match, Show, Switch } from "solid-js";
import { Button } from "../../ui/button.tsx";
import { ProblemPanel } from "../../ui/problem-panel.tsx";
import { RichText } from "../../ui/rich-text.tsx";
import { AnswerFacts } from "./answer-facts.tsx";
import type { Turn } from "./create-playground.ts";
import { TEXT } from "./text.ts";

interface TurnViewProps {
  turn: Turn;
  agentName: string;
  onCitation: (chunkId: string) => void;
  onAskAgain: () => void;
}

export function TurnView(props: TurnViewProps) {
  const answer = () => props.turn.answer;
  const isOpen = () => answer().phase === "waiting" || answer().phase === "streaming";
  return (
    <li class="turn">
      <div class="turn-question">
        <span class="visually-hidden">{TEXT.you}: </span>
        {props.turn.question}
      </div>
      <div class="turn-answer" aria-busy={isOpen()}>
        <p class="turn-name">{props.agentName}</p>
        <RichText
          text={answer().text}
          citations={answer().citations}
          onCitation={(citation) => props.onCitation(citation.chunkId)}
        />
        <Switch>
          <Match when={isOpen()}>
            <p class="typing" role="status">
              <span class="visually-hidden">{TEXT.answering}</span>
              <span class="typing-dot" />
              <span class="typing-dot" />
              <span class="typing-dot" />
            </p>
          </Match>
          <Match when={answer().phase === "failed"}>
            <ProblemPanel error={answer().problem} onRetry={props.onAskAgain} />
          </Match>
          <Match when={answer().phase === "stopped"}>
            <p class="row small soft">
              {TEXT.stopped}
              <Button size="small" variant="ghost" icon="refresh" onClick={() => props.onAskAgain()}>
                {TEXT.askAgain}
              </Button>
            </p>
          </Match>
        </Switch>
        <Show when={answer().phase === "done"}>
          <p class="visually-hidden" role="status">
            {answer().text}
          </p>
          <AnswerFacts answer={answer()} />
        </Show>
      </div>
    </li>
  );
}
